using System.Text;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Results;
using GlacierBatch.Core;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Core.Outputs.Baselines;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Outputs;

/// <summary>Outputs against a frozen one.</summary>
public sealed class BaselineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_baseline_survives_its_file_and_says_what_python_says()
    {
        var bench = await CreateAsync();
        var frozen = await bench.FreezeAsync(includePixels: true);
        var path = _folder.File("baseline.json");
        var summary = await BaselineFile.WriteAsync(path, frozen, replace: false, CancellationToken.None);

        var read = await BaselineFile.ReadAsync(path, CancellationToken.None);

        Assert.Equal((1, 3, true), (summary.Tasks, summary.Scenes, summary.HasPixels));
        Assert.Equal(frozen.Tasks[0].Scenes.Select(scene => scene.PixelSha256), read.Tasks[0].Scenes.Select(scene => scene.PixelSha256));

        // As hashlib.sha256(dataset.read(1).tobytes()) gives it: the pixels of these files are their last bytes.
        var file = await bench.GetAsync(bench.Scenes[0]);
        Assert.Equal(Checksum.Of(file.AsSpan(^(bench.Raster().Pixels.Length * 2)..)), read.Tasks[0].Scenes[0].PixelSha256);
        var again = await Assert.ThrowsAsync<GlacierBatchException>(() => BaselineFile.WriteAsync(path, frozen, replace: false,
            CancellationToken.None));
        Assert.Equal("BaselineExists", again.ErrorId);
    }

    [Fact]
    public async Task Scenes_that_are_missing_or_new_against_the_baseline_are_named()
    {
        var bench = await CreateAsync();
        var baseline = await bench.FreezeAsync();
        var scenes = baseline.Tasks[0].Scenes;

        var fewer = baseline with { Tasks = [baseline.Tasks[0] with { Scenes = [.. scenes.Skip(1)] }] };
        Failed(await bench.VerifyAsync(new VerifyOptions { Baseline = fewer }), "BaselineScenes",
            $"{scenes[0].Name} is not in the baseline");

        var more = baseline with { Tasks = [baseline.Tasks[0] with { Scenes = [.. scenes, scenes[0] with { Name =
            "S2A_MSIL2A_20250803T000000_N0511_R001" }] }] };
        Failed(await bench.VerifyAsync(new VerifyOptions { Baseline = more }), "BaselineScenes",
            "S2A_MSIL2A_20250803T000000_N0511_R001 is in the baseline and not here");
    }

    [Fact]
    public async Task What_a_baseline_does_not_cover_is_unchecked()
    {
        var bench = await CreateAsync();
        var baseline = await bench.FreezeAsync();
        var other = baseline with { Tasks = [baseline.Tasks[0] with { Region = "018_snebrae" }] };
        Assert.Equal(CheckStatus.Unchecked, (await bench.VerifyAsync(new VerifyOptions { Baseline = other })).Status);

        var shorter = baseline with { Tasks = [baseline.Tasks[0] with { End = new DateOnly(2025, 8, 5) }] };
        var verdict = await bench.VerifyAsync(new VerifyOptions { Baseline = shorter });
        Assert.Contains("does not cover 2025-08-06", verdict.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Differences_are_measured_and_said_within_tolerance_and_beyond()
    {
        var bench = await CreateAsync();
        var baseline = await bench.FreezeAsync(includePixels: true);
        var without = await bench.FreezeAsync();
        await bench.PutAsync(bench.Scenes[0], bench.Raster(1).With(raster =>
        {
            for (var i = 5000; i < 5100; i++) raster.Pixels[i] ^= 3;
        }).Build());
        await bench.RecordAsync();
        var share = 100.0 / bench.Raster().Pixels.Length;

        Failed(await bench.VerifyAsync(new VerifyOptions { Baseline = baseline }), "BaselinePixels", "has other pixels");
        Failed(await bench.VerifyAsync(new VerifyOptions { Baseline = baseline, Tolerance = share / 2 }), "BaselinePixels",
            "of its pixels, by at most 3");
        Failed(await bench.VerifyAsync(new VerifyOptions { Baseline = baseline, Tolerance = share, MaxDifference = 2 }), "BaselinePixels",
            "by at most 3");
        var within = await bench.VerifyAsync(new VerifyOptions { Baseline = baseline, Tolerance = share, MaxDifference = 3 });
        Assert.Equal(CheckStatus.Passed, within.Status);
        Assert.Contains("within tolerance", Assert.Single(within.Checks, check => check.Name == "BaselinePixels").Evidence,
            StringComparison.Ordinal);
        var unmeasured = await bench.VerifyAsync(new VerifyOptions { Baseline = without, Tolerance = share });
        Assert.Equal(CheckStatus.Unchecked, unmeasured.Status);
    }

    [Fact]
    public async Task Nothing_that_is_not_proved_is_frozen()
    {
        var bench = await CreateAsync();
        await bench.DeleteAsync(bench.Scenes[0]);
        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => bench.FreezeAsync());
        Assert.Equal("OutputNotProved", fault.ErrorId);
    }

    [Fact]
    public async Task A_rough_baseline_counts_and_weighs()
    {
        var bench = await CreateAsync();
        var size = (await bench.GetAsync(bench.Scenes[0])).Length;
        Assert.Equal(CheckStatus.Passed, (await bench.VerifyAsync(new VerifyOptions { ExpectedCount = 3, ExpectedSize = size * 11 / 10 }))
            .Status);
        Failed(await bench.VerifyAsync(new VerifyOptions { ExpectedCount = 6 }), "ExpectedCount", "3 scenes instead of 6");
        Failed(await bench.VerifyAsync(new VerifyOptions { ExpectedSize = size * 2 }), "ExpectedSize", "within 20%");
    }

    [Fact]
    public async Task No_scenes_is_a_pass_that_says_so_unless_something_is_there_or_was_before()
    {
        var bench = await CreateAsync();
        var baseline = await bench.FreezeAsync();
        bench.Change = result => result with { Outcome = TaskOutcome.NoScenes, Outputs = [] };
        await bench.RecordAsync();
        Failed(await bench.VerifyAsync(), "Recorded", "is of its days");

        foreach (var path in bench.Scenes) await bench.DeleteAsync(path);
        var verdict = await bench.VerifyAsync();
        Assert.Equal(CheckStatus.Passed, verdict.Status);
        Assert.Contains("NoScenes", verdict.Evidence, StringComparison.Ordinal);
        Failed(await bench.VerifyAsync(new VerifyOptions { Baseline = baseline }), "BaselineScenes", "is in the baseline and not here");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"format\":2,\"created\":\"2025-01-01T00:00:00Z\",\"tasks\":[]}")]
    [InlineData("{\"format\":1,\"created\":\"2025-01-01T00:00:00Z\",\"tasks\":[null]}")]
    [InlineData("{\"format\":1,\"created\":\"2025-01-01T00:00:00Z\"}")]
    public async Task A_baseline_that_is_none_is_refused_in_a_sentence(string content)
    {
        var path = _folder.File("bad.json");
        await File.WriteAllTextAsync(path, content);
        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => BaselineFile.ReadAsync(path, CancellationToken.None));
        Assert.Equal("BaselineUnreadable", fault.ErrorId);
    }

    [Fact]
    public void Mutated_baselines_are_read_or_refused()
    {
        var valid = Documents.Write(
            new Baseline
            {
                Created = DateTimeOffset.UnixEpoch,
                Tasks =
                [
                    new BaselineTask("134_Arsuk", Contract.Tasks.Satellite.Landsat, new DateOnly(2025, 8, 1), new DateOnly(2025, 8, 2), "r",
                        new Provenance("0", Contract.Runs.TemplateChoice.Grid, "1", "3", "m"),
                        [new BaselineScene("S", 1, 2, 3, "ab", new string('a', 64), 2, [1, 2, 3])]),
                ],
            },
            BaselineJson.Default.Baseline);
        var random = new Random(20251125);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = valid.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(32, 127);
            try
            {
                Assert.NotNull(Baseline.Read(bytes, "x").Tasks);
            }
            catch (InvalidDataException fault)
            {
                Assert.InRange(Encoding.UTF8.GetByteCount(fault.Message), 10, 2000);
            }
        }
    }

    private static void Failed(Verdict verdict, string name, string why)
    {
        var check = Assert.Single(verdict.Checks, check => check.Name == name);
        Assert.True(check.Status == CheckStatus.Failed && verdict.Status == CheckStatus.Failed, string.Join('\n', verdict.Checks));
        Assert.Contains(why, check.Evidence, StringComparison.Ordinal);
    }

    private async Task<OutputBench> CreateAsync()
    {
        var bench = await OutputBench.CreateAsync(new FileObjectStore(_folder.File("store")));
        await bench.RecordAsync();
        return bench;
    }
}
