using System.Text.Json;
using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws.Lambda;

/// <summary>AWS Lambda over the SDK's pipeline; the one file to exchange for the official package.</summary>
internal sealed class LambdaClient : ILambdaClient, IDisposable
{
    /// <summary>The service.</summary>
    internal static readonly AwsService Service = new("Lambda", "AWS Lambda", "lambda", "lambda", "2015-03-31");

    private readonly AwsServiceClient _client;

    /// <summary>Opens a client; it is for many threads and calls.</summary>
    /// <param name="connection">Where and as whom to call.</param>
    public LambdaClient(AwsConnection connection) => _client = AwsServiceClient.Open(Service, connection);

    /// <inheritdoc/>
    public Task<FunctionConfiguration> GetFunctionConfigurationAsync(
        GetFunctionConfigurationRequest request, CancellationToken cancellationToken)
    {
        var path = $"/2015-03-31/functions/{Uri.EscapeDataString(request.FunctionName)}/configuration";
        var call = new AwsCall("GetFunctionConfiguration", path, [], "application/json") { IsRead = true };
        return _client.SendAsync(
            call,
            body => JsonSerializer.Deserialize(body.Span, LambdaJson.Default.FunctionConfiguration)
                ?? throw new JsonException("The answer is the word null."),
            cancellationToken);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _client.Dispose();
}
