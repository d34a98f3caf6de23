using GlacierBatch.Contract.Objects;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Objects;

/// <summary>The contract on a bucket.</summary>
public sealed class S3ContractTests(MotoServer moto) : ObjectStoreContract, IAsyncLifetime
{
    private IObjectStore? _store;

    protected override IObjectStore Store => _store ?? throw new InvalidOperationException("There is no bucket.");

    public async ValueTask InitializeAsync()
    {
        var bucket = await moto.NewBucketAsync();
        _store = new S3ObjectStore(MotoServer.Client(await moto.UrlAsync()), bucket, "base/päth +1");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
