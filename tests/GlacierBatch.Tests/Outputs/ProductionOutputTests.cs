using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Core.Regions;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Outputs;

/// <summary>The group's real outputs, in folders and in buckets.</summary>
public sealed class ProductionOutputTests(MotoServer moto) : IDisposable
{
    private static readonly DateWindow Window = new(new DateOnly(2024, 8, 1), new DateOnly(2024, 8, 6));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("134_Arsuk", Satellite.Sentinel2)]
    [InlineData("134_Arsuk", Satellite.Landsat)]
    [InlineData("140_CentralLindenow", Satellite.Sentinel2)]
    [InlineData("140_CentralLindenow", Satellite.Landsat)]
    public async Task All_layers_pass(string region, Satellite satellite)
    {
        var bench = await CreateAsync(new FileObjectStore(_folder.Path), region, satellite);
        await bench.RecordAsync();

        // One sentinel2 scene covers too little, and is rightly not clipped: its tile was kept, and is measured.
        foreach (var options in new[] { new VerifyOptions(), new VerifyOptions { Deep = true, Baseline = await bench.FreezeAsync() } })
        {
            var verdict = await bench.VerifyAsync(options);
            Assert.All(verdict.Checks, check => Assert.True(check.Status == CheckStatus.Passed, check.ToString()));
            Assert.Equal(3, verdict.Scenes);
        }

        var unrecorded = await bench.VerifyUnrecordedAsync();
        Assert.Equal(CheckStatus.Unchecked, unrecorded.Status);
        Assert.DoesNotContain(unrecorded.Checks, check => check.Status == CheckStatus.Failed);
    }

    [Theory]
    [InlineData(Satellite.Sentinel2)]
    [InlineData(Satellite.Landsat)]
    public async Task In_a_bucket_all_layers_pass_and_headers_cost_kilobytes(Satellite satellite)
    {
        await using var proxy = FaultProxy.Start(await moto.UrlAsync(), oneAtATime: true);
        var store = new S3ObjectStore(MotoServer.Client(proxy.Url), await moto.NewBucketAsync(), "outputs");
        var bench = await CreateAsync(store, "134_Arsuk", satellite, kept: false);
        bench.RawTiles.RemoveAll(tile => tile.Path.Contains("20240806", StringComparison.Ordinal));
        await bench.RecordAsync();
        var before = proxy.AnswerBytes;

        var verdict = await bench.VerifyAsync();

        Assert.All(verdict.Checks, check => Assert.True(check.Status == CheckStatus.Passed, check.ToString()));
        var answered = proxy.AnswerBytes - before;
        var sizes = 0L;
        await foreach (var entry in store.ListAsync(StoreLayout.DefaultBasePath)) sizes += entry.Size;

        // With listings and the record, whose size does not grow with the scenes'; these are of the smallest regions.
        Assert.InRange(answered, 1, sizes * 0.025);
        Assert.InRange(verdict.BytesRead, 1, sizes * 0.02);

        var deep = await bench.VerifyAsync(new VerifyOptions { Deep = true });
        Assert.All(deep.Checks, check => Assert.True(check.Status == CheckStatus.Passed, check.ToString()));
        Assert.True(deep.BytesRead > sizes * 0.8, $"{deep.BytesRead} of {sizes}");
    }

    [Fact]
    public async Task A_kept_tile_that_covers_the_region_and_was_not_clipped_is_named()
    {
        var bench = await CreateAsync(new FileObjectStore(_folder.Path), "140_CentralLindenow", Satellite.Sentinel2);
        var scene = bench.Files.Single(path => path.Contains("clipped/S2A_MSIL2A_20240804", StringComparison.Ordinal));
        await bench.DeleteAsync(scene);
        await bench.DeleteAsync(scene.Replace("clipped", "metadata/individual_csv", StringComparison.Ordinal).Replace(".tif", ".csv",
            StringComparison.Ordinal));
        await bench.RecordAsync();

        var check = Assert.Single((await bench.VerifyAsync()).Checks, check => check.Name == "Scenes");

        Assert.Equal(CheckStatus.Failed, check.Status);
        Assert.Contains("S2A_MSIL2A_20240804T142009_N0511_R096 covers", check.Evidence, StringComparison.Ordinal);
    }

    private static async Task<OutputBench> CreateAsync(IObjectStore store, string region, Satellite satellite, bool kept = true)
    {
        var root = Path.Combine(SharedData.ProductionOutputs(), satellite.ToName());
        var bench = new OutputBench(store, RegionCatalog.Read(SharedData.ProductionCatalog()), region, satellite, Window);
        foreach (var file in Directory.GetFiles(root, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');
            if (!path.Contains(region, StringComparison.Ordinal)) continue;
            if (path.Contains("/download/", StringComparison.Ordinal)) bench.RawTiles.Add(new RawTile(path, new FileInfo(file).Length));
            if (!kept && path.Contains("/download/", StringComparison.Ordinal)) continue;
            await bench.PutAsync(path, await File.ReadAllBytesAsync(file));
            bench.Files.Add(path);
        }

        return bench;
    }
}
