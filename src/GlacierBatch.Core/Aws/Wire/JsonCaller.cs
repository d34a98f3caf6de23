using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GlacierBatch.Core.Aws.Wire;

/// <summary>Calls a service that speaks JSON.</summary>
/// <param name="client">The pipeline to the service.</param>
/// <param name="json">How its requests and answers are written; no member without a value.</param>
/// <param name="targetPrefix">
/// What stands before the operation in the <c>X-Amz-Target</c> of the JSON protocol; null for REST-JSON, where the path tells.
/// </param>
internal sealed class JsonCaller(AwsServiceClient client, JsonSerializerContext json, string? targetPrefix) : IDisposable
{
    /// <summary>Sends a request and reads the answer.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TResponse">The answer.</typeparam>
    /// <param name="operation">AWS's name of the operation.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="sendOnce">Whether it must not be sent again once a byte of it may have arrived.</param>
    public Task<TResponse> CallAsync<TRequest, TResponse>(
        string operation, TRequest request, CancellationToken cancellationToken, bool sendOnce = false)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(request, Info<TRequest>());
        var call = targetPrefix is null
            ? new AwsCall(operation, Path(operation), content, "application/json", sendOnce: sendOnce)
            : new AwsCall(operation, "/", content, "application/x-amz-json-1.1", $"{targetPrefix}.{operation}", sendOnce);
        return client.SendAsync(call, Read<TResponse>, cancellationToken);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => client.Dispose();

    // The whole of Batch's API but its tags has paths of this shape.
    private static string Path(string operation) => "/v1/" + operation.ToLowerInvariant();

    private TResponse Read<TResponse>(ReadOnlyMemory<byte> body) =>
        JsonSerializer.Deserialize(body.IsEmpty ? "{}"u8 : body.Span, Info<TResponse>())
        ?? throw new JsonException("The answer is the word null.");

    private JsonTypeInfo<T> Info<T>() =>
        (JsonTypeInfo<T>?)json.GetTypeInfo(typeof(T))
        ?? throw new InvalidOperationException($"{typeof(T)} is missing in {json.GetType()}.");
}
