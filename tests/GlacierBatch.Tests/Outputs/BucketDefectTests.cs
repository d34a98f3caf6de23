using System.Text;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Tests.TestSupport;
using Xunit;
using static GlacierBatch.Tests.Outputs.FailedCheck;

namespace GlacierBatch.Tests.Outputs;

/// <summary>What <see cref="DefectTests"/> does to outputs in folders, in buckets; and what happens only there.</summary>
public sealed class BucketDefectTests(MotoServer moto) : IAsyncLifetime
{
    private FaultProxy? _proxy;
    private Func<ProxiedRequest, Task> _before = _ => Task.CompletedTask;

    private FaultProxy Proxy => _proxy ?? throw new InvalidOperationException("The proxy has not started.");

    public async ValueTask InitializeAsync() => _proxy = FaultProxy.Start(await moto.UrlAsync(), before: request => _before(request));

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null) await _proxy.DisposeAsync();
    }

    [Theory]
    [InlineData(Satellite.Sentinel2, false)]
    [InlineData(Satellite.Sentinel2, true)]
    [InlineData(Satellite.Landsat, false)]
    public async Task Without_a_defect_all_layers_pass(Satellite satellite, bool isNew)
    {
        var bench = await CreateAsync(satellite, isNew);
        var verdict = await bench.VerifyAsync(new VerifyOptions { Deep = true, Baseline = await bench.FreezeAsync() });
        Assert.All(verdict.Checks, check => Assert.True(check.Status == CheckStatus.Passed, check.ToString()));
        Assert.Equal(Enum.GetValues<CheckLayer>(), verdict.Checks.Select(check => check.Layer).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(RasterDefects.All), MemberType = typeof(RasterDefects))]
    public async Task A_raster_that_is_not_as_it_must_be_is_named(string defect, string check, string evidence)
    {
        var bench = await CreateAsync();
        await bench.PutAsync(bench.Scenes[1], bench.Raster(2).With(raster => RasterDefects.Spoil(raster, defect, bench)).Build());
        await bench.RecordAsync();
        foreach (var deep in new[] { false, true })
        {
            Require(await bench.VerifyAsync(new VerifyOptions { Deep = deep }), check, bench.Scenes[1], evidence);
        }
    }

    [Theory]
    [InlineData("missing scene", "Files", "is missing")]
    [InlineData("extra scene", "Extra", "is of the task's days and not of its record")]
    [InlineData("missing metadata", "Files", "is missing")]
    [InlineData("missing table", "Shared", "is missing")]
    [InlineData("missing template", "Shared", "is missing")]
    [InlineData("error page", "Files", "it is an XML or HTML page, not a TIFF")]
    [InlineData("truncated", "Files", "it is cut off")]
    [InlineData("empty", "Files", "it is empty")]
    [InlineData("one pixel", "Files", "has other content than was recorded")]
    [InlineData("table of an absent file", "Tables", "names the scene S2A_MSIL2A_20240101T000000_N0511_R001")]
    [InlineData("stale", "Current", "is older than the job")]
    [InlineData("duplicate", "Duplicates", "have the same pixels")]
    [InlineData("lost", "Scenes", "S2A_lost was lost on the way")]
    public async Task A_defect_is_caught_by_the_layer_that_should(string defect, string check, string evidence)
    {
        var bench = await CreateAsync();
        await SpoilAsync(bench, defect);
        Require(await bench.VerifyAsync(new VerifyOptions { Deep = true }), check, "", evidence);
    }

    [Fact]
    public async Task Pixels_that_a_baseline_does_not_have_are_named()
    {
        var bench = await CreateAsync();
        var baseline = await bench.FreezeAsync();
        await SpoilAsync(bench, "one pixel");
        await bench.RecordAsync();
        Assert.Equal(CheckStatus.Passed, (await bench.VerifyAsync(new VerifyOptions { Deep = true })).Status);
        Require(await bench.VerifyAsync(new VerifyOptions { Baseline = baseline }), "BaselinePixels", bench.Scenes[0],
            "has other pixels than the baseline");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_scene_that_is_replaced_or_deleted_between_two_reads_is_no_pass(bool replaced)
    {
        var bench = await CreateAsync();
        var scene = Path.GetFileName(bench.Scenes[1]);
        var done = 0;
        _before = async request =>
        {
            // The first answer told which version is read; the second is asked for that version alone.
            if (!request.Is("GET", scene) || request.Header("If-Match") is null || Interlocked.Exchange(ref done, 1) != 0) return;
            if (replaced) await bench.PutAsync(bench.Scenes[1], bench.Raster(77).Build());
            else await bench.DeleteAsync(bench.Scenes[1]);
        };

        var verdict = await bench.VerifyAsync();

        Assert.Equal(1, done);
        Assert.Equal(CheckStatus.Unchecked, verdict.Status);
        var files = Assert.Single(verdict.Checks, check => check.Name == "Files");
        Assert.Equal((CheckStatus.Unchecked, CheckLayer.Intact), (files.Status, files.Layer));
        Assert.Contains(bench.Scenes[1], files.Evidence, StringComparison.Ordinal);
        Assert.Contains("was replaced or deleted while it was read", files.Evidence, StringComparison.Ordinal);

        // Asked again there is a verdict, on what lies there now.
        Require(await bench.VerifyAsync(new VerifyOptions { Deep = true }), "Files", bench.Scenes[1],
            replaced ? "has other content than was recorded" : "is missing");
    }

    [Fact]
    public async Task A_scene_that_is_replaced_after_its_header_was_read_is_judged_by_what_all_of_it_holds()
    {
        var bench = await CreateAsync();
        var scene = Path.GetFileName(bench.Scenes[1]);
        var asked = 0;
        _before = async request =>
        {
            if (request.Is("GET", scene) && Interlocked.Increment(ref asked) == 2)
            {
                await bench.PutAsync(bench.Scenes[1], bench.Raster(77).Build());
            }
        };

        var verdict = await bench.VerifyAsync(new VerifyOptions { Deep = true });

        Require(verdict, "Files", bench.Scenes[1], "has other content than was recorded");
    }

    private static async Task SpoilAsync(OutputBench bench, string defect)
    {
        const string Metadata = "134_Arsuk/metadata";
        const string Table = $"{Metadata}/combined_csv/134_Arsuk.csv";
        var scene = bench.Scenes[0];
        switch (defect)
        {
            case "missing scene": await bench.DeleteAsync(scene); break;
            case "extra scene":
                await bench.PutAsync("134_Arsuk/clipped/S2C_MSIL2A_20250805T142011_N0511_R096.tif", bench.Raster(5).Build());
                break;
            case "missing metadata":
                await bench.DeleteAsync($"{Metadata}/individual_csv/{Path.GetFileNameWithoutExtension(scene)}.csv");
                break;
            case "missing table": await bench.DeleteAsync(Table); break;
            case "missing template": await bench.DeleteAsync("134_Arsuk/template/134_Arsuk.tif"); break;
            case "error page": await bench.PutAsync(scene, "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"); break;
            case "truncated":
                var whole = await bench.GetAsync(scene);
                await bench.PutAsync(scene, whole[..(whole.Length / 2)]);
                break;
            case "empty": await bench.PutAsync(scene, ""); break;
            case "one pixel": await bench.PutAsync(scene, bench.Raster(1).With(raster => raster.Pixels[12345] ^= 4).Build()); break;
            case "table of an absent file":
                await bench.PutAsync(Table, Encoding.UTF8.GetString(await bench.GetAsync(Table))
                    + "S2A_MSIL2A_20240101T000000_N0511_R001,x.tif\n");
                await bench.RecordAsync();
                break;
            case "stale":
                // A bucket's times are its own: the job is said to have begun after them.
                var began = DateTimeOffset.UtcNow.AddMinutes(2);
                bench.Change = result => result with { Started = began, Ended = began };
                await bench.RecordAsync();
                break;
            case "duplicate":
                await bench.PutAsync(bench.Scenes[1], await bench.GetAsync(scene));
                await bench.RecordAsync();
                break;
            case "lost":
                bench.Change = result => result with { LostScenes = ["S2A_lost"] };
                await bench.RecordAsync();
                break;
            default: throw new ArgumentException(defect);
        }
    }

    private async Task<OutputBench> CreateAsync(Satellite satellite = Satellite.Sentinel2, bool isNew = false)
    {
        var store = new S3ObjectStore(MotoServer.Client(Proxy.Url), await moto.NewBucketAsync(), "outputs");
        var bench = await OutputBench.CreateAsync(store, satellite, isNew);
        await bench.RecordAsync();
        var before = await bench.VerifyAsync();
        Assert.True(before.Status == CheckStatus.Passed, string.Join('\n', before.Checks));
        return bench;
    }
}
