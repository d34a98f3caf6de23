using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace GlacierBatch.Core.Aws.Wire;

/// <summary>What AWS, or whoever stands in between, says when it refuses a request.</summary>
internal static class ErrorBody
{
    /// <summary>Under this key of <see cref="Exception.Data"/> lies the time that the answer asked to wait.</summary>
    internal const string RetryAfterKey = "GlacierBatch.RetryAfter";

    /// <summary>Under this key of <see cref="Exception.Data"/> lies the request id that the answer named.</summary>
    internal const string RequestIdKey = "GlacierBatch.RequestId";

    private const string TooManyRequests = "TooManyRequestsException";

    /// <summary>The exception for a refused request: the service's code, message, status and request id, as far as told.</summary>
    public static AmazonServiceException Read(
        ReadOnlyMemory<byte> body, IWebResponseData response, HttpStatusCode status, Exception inner)
    {
        var (code, message, requestId) = FromJson(body) ?? FromXml(body) ?? default;
        code = Header(response, "x-amzn-ErrorType") ?? code;
        requestId = Header(response, "x-amzn-RequestId") ?? Header(response, "x-amz-request-id") ?? requestId;
        // A proxy's 429 has no code, and the SDK goes by the code.
        code = ShortCode(code) ?? (status == HttpStatusCode.TooManyRequests ? TooManyRequests : null);
        var type = (int)status >= 500 ? ErrorType.Receiver : ErrorType.Sender;
        // On a wrong signature AWS repeats the whole request in further lines, the session token in it.
        var text = message?.Trim().Split('\n')[0].TrimEnd();
        if (string.IsNullOrEmpty(text)) text = $"HTTP status {(int)status} without a message";
        var error = new AmazonServiceException(text, inner, type, code, requestId, status);
        error.Data[RequestIdKey] = requestId;
        if (RetryAfter(response) is { } wait) error.Data[RetryAfterKey] = wait;
        return error;
    }

    private static (string?, string?, string?)? FromJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
            string? code = null, message = null;
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind != JsonValueKind.String) continue;
                if (member.Name is "__type" or "code" or "Code") code = member.Value.GetString();
                if (member.Name.Equals("message", StringComparison.OrdinalIgnoreCase)) message = member.Value.GetString();
            }

            return (code, message, null);
        }
        catch (JsonException)
        {
            // XML, or a proxy's page.
            return null;
        }
    }

    private static (string?, string?, string?)? FromXml(ReadOnlyMemory<byte> body)
    {
        try
        {
            var root = XmlBody.Parse(body);
            string? Text(string name) => root.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
            return root.Name.LocalName is "html" or "HTML" ? null : (Text("Code"), Text("Message"), Text("RequestId") ?? Text("RequestID"));
        }
        catch (XmlException)
        {
            // A proxy's page: the status is all there is to tell.
            return null;
        }
    }

    // "com.amazonaws.batch#ClientException", "ClientException:http://...": the word in the middle is the code.
    private static string? ShortCode(string? code)
    {
        if (string.IsNullOrWhiteSpace(code)) return null;
        var start = code.IndexOf('#', StringComparison.Ordinal) + 1;
        var end = code.IndexOf(':', start);
        return end < 0 ? code[start..] : code[start..end];
    }

    private static TimeSpan? RetryAfter(IWebResponseData response) =>
        int.TryParse(Header(response, "Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static string? Header(IWebResponseData response, string name) =>
        response.IsHeaderPresent(name) && response.GetHeaderValue(name) is { Length: > 0 } value ? value : null;
}
