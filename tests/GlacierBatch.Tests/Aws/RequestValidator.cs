using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GlacierBatch.Tests.Aws;

/// <summary>Holds requests against AWS's model of them: addresses, members, types, enums, lengths, patterns, what is required.</summary>
internal sealed class RequestValidator(ServiceModel model)
{
    /// <summary>What is wrong with a request as it arrived; nothing where it is right.</summary>
    public IReadOnlyList<string> Errors(string operation, SeenRequest seen)
    {
        var errors = new List<string>();
        void Expect(string what, string? wanted, string? found)
        {
            if (wanted != found) errors.Add($"{what}: '{found}', not '{wanted}'");
        }

        var described = model.Operation(operation);
        Expect("method", (string?)described["http"]!["method"], seen.Method);
        Expect("path", (string?)described["http"]!["requestUri"], seen.Path);
        var type = seen.Headers.GetValueOrDefault("Content-Type");
        var target = seen.Headers.GetValueOrDefault("X-Amz-Target");
        JsonNode? body;
        switch (model.Protocol)
        {
            case "rest-json":
                Expect("content type", "application/json", type);
                Expect("target", null, target);
                body = JsonNode.Parse(seen.Body);
                break;
            case "json":
                Expect("content type", "application/x-amz-json-1.1", type);
                Expect("target", $"{model.TargetPrefix}.{operation}", target);
                body = JsonNode.Parse(seen.Body);
                break;
            default:
                Expect("content type", "application/x-www-form-urlencoded; charset=utf-8", type);
                var form = Form(seen.Body);
                Expect("Action", operation, form.GetValueOrDefault("Action"));
                Expect("Version", model.ApiVersion, form.GetValueOrDefault("Version"));
                form.Remove("Action");
                form.Remove("Version");
                body = Tree(form, (string)described["input"]!["shape"]!, errors);
                break;
        }

        Check(body, (string)described["input"]!["shape"]!, "", errors);
        return errors;
    }

    /// <summary>What is wrong with a value of a shape.</summary>
    public void Check(JsonNode? value, string shapeName, string path, List<string> errors)
    {
        var shape = model.Shape(shapeName);
        var kind = value?.GetValueKind();
        switch ((string)shape["type"]!)
        {
            case "structure" when value is JsonObject members:
                CheckStructure(members, shape, path, errors);
                break;
            case "list" when value is JsonArray items:
                CheckRange(items.Count, shape, path + " (items)", errors);
                for (var index = 0; index < items.Count; index++)
                    Check(items[index], (string)shape["member"]!["shape"]!, $"{path}[{index}]", errors);
                break;
            case "map" when value is JsonObject entries:
                CheckRange(entries.Count, shape, path + " (entries)", errors);
                foreach (var (key, entry) in entries)
                {
                    Check(JsonValue.Create(key), (string)shape["key"]!["shape"]!, $"{path} (key {key})", errors);
                    Check(entry, (string)shape["value"]!["shape"]!, $"{path}.{key}", errors);
                }

                break;
            case "string" when kind == JsonValueKind.String:
                CheckText(value!.GetValue<string>(), shape, path, errors);
                break;
            case "integer" or "long" when kind == JsonValueKind.Number && value!.AsValue().TryGetValue(out long number):
                CheckRange(number, shape, path, errors);
                break;
            case "boolean" when kind is JsonValueKind.True or JsonValueKind.False:
                break;
            case var type:
                errors.Add($"{path}: {kind?.ToString() ?? "null"} where a {type} belongs");
                break;
        }
    }

    private static void CheckText(string text, JsonObject shape, string path, List<string> errors)
    {
        CheckRange(text.Length, shape, path + " (length)", errors);
        if (shape["enum"] is JsonArray allowed && !allowed.Any(one => (string?)one == text)) errors.Add($"{path}: no '{text}' in the enum");
        if ((string?)shape["pattern"] is { } pattern && !Regex.IsMatch(text, $@"\A(?:{pattern})\z"))
            errors.Add($"{path}: '{text}' does not match {pattern}");
    }

    private static void CheckRange(long number, JsonObject shape, string path, List<string> errors)
    {
        if ((long?)shape["min"] is { } least && number < least) errors.Add($"{path}: {number} is below {least}");
        if ((long?)shape["max"] is { } most && number > most) errors.Add($"{path}: {number} is above {most}");
    }

    private static Dictionary<string, string> Form(string body) => body.Split('&')
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')), StringComparer.Ordinal);

    private void CheckStructure(JsonObject members, JsonObject shape, string path, List<string> errors)
    {
        foreach (var (name, member) in members)
        {
            if (shape["members"]![name] is not JsonObject known) errors.Add($"{path}.{name}: AWS knows no such member");
            else Check(member, (string)known["shape"]!, $"{path}.{name}", errors);
        }

        errors.AddRange((shape["required"] as JsonArray ?? [])
            .Where(required => !members.ContainsKey((string)required!))
            .Select(required => $"{path}.{required}: is required"));
    }

    // A form's names as the tree that they spell: "Tags.member.1.Key".
    private JsonNode? Tree(Dictionary<string, string> form, string shapeName, List<string> errors)
    {
        var shape = model.Shape(shapeName);
        switch ((string)shape["type"]!)
        {
            case "structure":
                return new JsonObject(Groups(form).Select(group =>
                {
                    var member = shape["members"]![group.Key];
                    return KeyValuePair.Create(group.Key, member is null ? null : Tree(group.Value, (string)member["shape"]!, errors));
                }));
            case "list" when form.Count == 1 && form.ContainsKey(""):
                return new JsonArray();
            case "list":
                var items = Groups(Groups(form).GetValueOrDefault("member") ?? []);
                if (!items.Keys.SequenceEqual(Enumerable.Range(1, items.Count).Select(number => $"{number}")))
                    errors.Add($"{shapeName}: members are not numbered from 1");
                return new JsonArray([.. items.Values.Select(item => Tree(item, (string)shape["member"]!["shape"]!, errors))]);
            case "integer" or "long":
                return JsonValue.Create(long.Parse(form[""], CultureInfo.InvariantCulture));
            case "boolean":
                return form[""] is "true" or "false" ? JsonValue.Create(form[""] == "true") : JsonValue.Create(form[""]);
            default:
                return JsonValue.Create(form[""]);
        }
    }

    private static Dictionary<string, Dictionary<string, string>> Groups(Dictionary<string, string> form) => form
        .GroupBy(pair => pair.Key.Split('.')[0])
        .ToDictionary(
            group => group.Key,
            group => group.ToDictionary(pair => pair.Key[Math.Min(pair.Key.Length, group.Key.Length + 1)..], pair => pair.Value));
}
