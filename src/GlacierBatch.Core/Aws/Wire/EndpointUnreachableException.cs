namespace GlacierBatch.Core.Aws.Wire;

/// <summary>No connection came about, so nothing was sent: name unknown, refused, no route, no TLS, no proxy.</summary>
/// <param name="endpoint">Who was to be reached.</param>
/// <param name="inner">Why it was not.</param>
internal sealed class EndpointUnreachableException(Uri endpoint, Exception inner)
    : Exception($"No connection to {endpoint.GetLeftPart(UriPartial.Authority)}: {inner.GetBaseException().Message}", inner)
{
    /// <summary>Who was to be reached: scheme, host and port.</summary>
    public Uri Endpoint { get; } = endpoint;
}
