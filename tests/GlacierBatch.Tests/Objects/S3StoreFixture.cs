using GlacierBatch.Contract.Objects;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Objects;

/// <summary>A bucket of moto's behind a proxy, for one test.</summary>
public abstract class S3StoreFixture(MotoServer moto) : IAsyncLifetime
{
    private FaultProxy? _proxy;
    private S3ObjectStore? _store;

    private protected FaultProxy Proxy => _proxy ?? throw new InvalidOperationException("The proxy does not run.");

    private protected S3ObjectStore Bucket => _store ?? throw new InvalidOperationException("There is no bucket.");

    private protected MotoServer Moto => moto;

    public async ValueTask InitializeAsync()
    {
        var bucket = await moto.NewBucketAsync();
        _proxy = FaultProxy.Start(await moto.UrlAsync(), oneAtATime: true);
        _store = new S3ObjectStore(MotoServer.Client(Proxy.Url), bucket, "base/päth +1");
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_proxy is { } proxy) await proxy.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The same bucket for another client, or with other settings.</summary>
    private protected S3ObjectStore Another(S3StoreSettings? settings = null) =>
        new(MotoServer.Client(Proxy.Url), Bucket.Bucket, Bucket.Prefix, settings);
}
