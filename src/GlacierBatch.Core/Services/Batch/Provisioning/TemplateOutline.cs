using System.Text.RegularExpressions;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>
/// What the template declares: parameters, conditions and resources. It reads the shape in which our own template is written, two
/// spaces a level, and no YAML beyond it.
/// </summary>
/// <param name="Parameters">The parameters, in the template's order.</param>
/// <param name="Conditions">Each condition's expression.</param>
/// <param name="Resources">The resources, in the template's order.</param>
internal sealed partial record TemplateOutline(
    IReadOnlyList<TemplateSetting> Parameters,
    IReadOnlyDictionary<string, string> Conditions,
    IReadOnlyList<TemplateResource> Resources)
{
    /// <summary>Reads a template's text.</summary>
    public static TemplateOutline Of(string template)
    {
        var sections = Section().Matches(template).ToDictionary(
            match => match.Groups["name"].Value, match => match.Groups["body"].Value, StringComparer.Ordinal);
        return new TemplateOutline(
            [.. Entries(sections["Parameters"]).Select(entry => new TemplateSetting(
                entry.Name, Value(entry.Body, "Default"), Value(entry.Body, "Description") ?? ""))],
            Condition().Matches(sections["Conditions"]).ToDictionary(
                match => match.Groups["name"].Value, match => match.Groups["body"].Value, StringComparer.Ordinal),
            [.. Entries(sections["Resources"]).Select(entry => new TemplateResource(
                entry.Name, Value(entry.Body, "Type")!, Value(entry.Body, "Condition")))]);
    }

    /// <summary>The resources that a stack with these values of its parameters has.</summary>
    public IEnumerable<TemplateResource> Made(IReadOnlyDictionary<string, string> values) =>
        Resources.Where(resource => resource.Condition is null || Holds(resource.Condition, values));

    private bool Holds(string condition, IReadOnlyDictionary<string, string> values)
    {
        var expression = Equality().Match(Conditions[condition]);
        if (!expression.Success) throw new InvalidOperationException($"The condition {condition} is of a shape that is not read.");
        var parameter = expression.Groups["parameter"].Value;
        var value = values.GetValueOrDefault(parameter) ?? Parameters.First(each => each.Name == parameter).Default;
        return value == expression.Groups["value"].Value != expression.Groups["not"].Success;
    }

    private static IEnumerable<(string Name, string Body)> Entries(string section) =>
        Entry().Matches(section).Select(match => (match.Groups["name"].Value, match.Groups["body"].Value));

    private static string? Value(string body, string key)
    {
        var match = Regex.Match(body, $@"^ {{4}}{key}: (?:>-\n {{6}})?(?<value>.*)$",
            RegexOptions.Multiline | RegexOptions.CultureInvariant);
        return match.Success ? match.Groups["value"].Value.Trim('\'') : null;
    }

    [GeneratedRegex(@"^(?<name>\w+):\n(?<body>(?:[ #].*\n|\n)*)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Section();

    [GeneratedRegex(@"^  (?<name>\w+):\n(?<body>(?: {4}.*\n|\n)+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^  (?<name>\w+): (?<body>.+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Condition();

    [GeneratedRegex(@"^(?<not>!Not \[)?!Equals \[!Ref (?<parameter>\w+), '(?<value>[^']*)'\]\]?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Equality();
}

/// <summary>A parameter of the template.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Default">What it is where nothing else is said, or null where it must be.</param>
/// <param name="Description">What it is for.</param>
internal sealed record TemplateSetting(string Name, string? Default, string Description);

/// <summary>A resource of the template.</summary>
/// <param name="Name">Its name in the template.</param>
/// <param name="Type">AWS's type, for instance <c>AWS::Batch::JobQueue</c>.</param>
/// <param name="Condition">The condition under which it is made, or null.</param>
internal sealed record TemplateResource(string Name, string Type, string? Condition);
