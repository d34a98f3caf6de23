using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Xml.Linq;

namespace GlacierBatch.Core.Aws.Wire;

/// <summary>Calls a service that takes forms and answers with XML (the Query protocol).</summary>
/// <param name="client">The pipeline to the service.</param>
/// <param name="version">The version of its API.</param>
/// <param name="json">How its requests are written before they become forms; no member without a value.</param>
internal sealed class QueryCaller(AwsServiceClient client, string version, JsonSerializerContext json) : IDisposable
{
    /// <summary>Sends a request and reads the answer.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TResponse">The answer.</typeparam>
    /// <param name="operation">AWS's name of the operation.</param>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads the element <c>OperationResult</c>, an empty one where there is none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<TResponse> CallAsync<TRequest, TResponse>(
        string operation, TRequest request, Func<XElement, TResponse> read, CancellationToken cancellationToken)
    {
        var info = (JsonTypeInfo<TRequest>?)json.GetTypeInfo(typeof(TRequest))
            ?? throw new InvalidOperationException($"{typeof(TRequest)} is missing in {json.GetType()}.");
        var form = new StringBuilder($"Action={operation}&Version={version}");
        Append(form, "", JsonSerializer.SerializeToElement(request, info));
        var call = new AwsCall(
            operation, "/", Encoding.UTF8.GetBytes(form.ToString()), "application/x-www-form-urlencoded; charset=utf-8");
        return client.SendAsync(call, body => read(Result(operation, body)), cancellationToken);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => client.Dispose();

    private static XElement Result(string operation, ReadOnlyMemory<byte> body)
    {
        var root = XmlBody.Parse(body);
        if (root.Name.LocalName != operation + "Response")
            throw new InvalidDataException($"The answer is <{MessageText.Of(root.Name.LocalName)}>, not <{operation}Response>.");
        return root.Child(operation + "Result") ?? new XElement(operation + "Result");
    }

    private static void Append(StringBuilder form, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    Append(form, name.Length == 0 ? member.Name : $"{name}.{member.Name}", member.Value);
                return;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var member in value.EnumerateArray())
                    Append(form, $"{name}.member.{++index}", member);
                // An empty list is said by its name alone.
                if (index == 0) form.Append($"&{name}=");
                return;
            default:
                // The protocol's truth is lower case; JsonElement prints True.
                var text = value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetRawText() : value.ToString();
                form.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(text));
                return;
        }
    }
}
