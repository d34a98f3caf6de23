using System.Net;
using Amazon.Runtime;

namespace GlacierBatch.Core.Aws.Wire;

/// <summary>Gives the SDK HTTP clients whose every request passes <see cref="WireHandler"/>.</summary>
/// <param name="timeouts">How long to wait.</param>
/// <param name="time">The clock.</param>
internal sealed class WireFactory(AwsTimeouts timeouts, TimeProvider time) : HttpClientFactory
{
    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var sockets = new SocketsHttpHandler
        {
            // A redirect of ours would send a signed POST again.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = timeouts.Connect,
            // A name may get another address: nothing is kept for a whole campaign.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        };
        if (clientConfig?.GetWebProxy() is { } proxy) sockets.Proxy = proxy;
        return new HttpClient(new WireHandler(sockets, timeouts.Attempt, time)) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
