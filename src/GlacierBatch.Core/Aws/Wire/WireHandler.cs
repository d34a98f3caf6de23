using System.Collections.Concurrent;

namespace GlacierBatch.Core.Aws.Wire;

/// <summary>
/// The last stop before the network: sends each attempt once, limits its time, reads the whole answer so that a stall can be
/// cancelled, and tells a request that never left from one whose answer was lost.
/// </summary>
/// <param name="inner">What sends.</param>
/// <param name="timeout">How long one attempt may take, its answer's body included.</param>
/// <param name="time">The clock.</param>
internal sealed class WireHandler(HttpMessageHandler inner, TimeSpan timeout, TimeProvider time) : DelegatingHandler(inner)
{
    // A resend follows at once; this many others do not come in between.
    private const int Remembered = 1024;

    private readonly ConcurrentDictionary<string, bool> _sent = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var endpoint = request.RequestUri ?? throw new ArgumentException("A request needs an address.", nameof(request));
        RefuseRepeat(request);
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await SendBufferedAsync(request, either.Token);
        }
        catch (HttpRequestException error) when (NeverLeft(error))
        {
            throw new EndpointUnreachableException(endpoint, error);
        }
        catch (OperationCanceledException error) when (!either.IsCancellationRequested)
        {
            // The connection's own time limit.
            throw new EndpointUnreachableException(endpoint, error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AnswerLostException($"No whole answer from {endpoint.Authority} within {timeout.TotalSeconds:0} s", error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new AnswerLostException(
                $"The connection to {endpoint.Authority} broke before the answer was whole: {error.GetBaseException().Message}", error);
        }
    }

    private async Task<HttpResponseMessage> SendBufferedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private void RefuseRepeat(HttpRequestMessage request)
    {
        if (!request.Headers.TryGetValues("amz-sdk-invocation-id", out var ids)) return;
        request.Headers.TryGetValues("amz-sdk-request", out var attempts);
        var key = $"{string.Concat(ids)} {string.Concat(attempts ?? [])}";
        if (!_sent.TryAdd(key, true)) throw new ResendRefusedException();
        _order.Enqueue(key);
        while (_order.Count > Remembered && _order.TryDequeue(out var oldest)) _sent.TryRemove(oldest, out _);
    }

    private static bool NeverLeft(HttpRequestException error) => error.HttpRequestError is
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError;
}
