using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Regions;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Core.Outputs.Baselines;
using GlacierBatch.Core.Regions;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Tests.Outputs;

/// <summary>
/// One task's output in a store, as a run would have left it, with its record: made of scenes that can be made wrong one at a time,
/// or of the group's real files.
/// </summary>
internal sealed class OutputBench
{
    public const string Run = "bench";

    private static readonly DateTimeOffset Started = DateTimeOffset.UtcNow.AddMinutes(-1);

    public OutputBench(IObjectStore store, RegionCatalog catalog, string region, Satellite satellite, DateWindow window)
    {
        (Store, Catalog) = (store, catalog);
        Task = new GlacierTask(region, satellite, window);
        Area = catalog.Regions.Single(one => one.Name == region);
        Environment = new GlacierEnvironment(
            new EnvironmentRecord
            {
                Name = "bench", Service = ServiceKind.Local, BasePath = StoreLayout.DefaultBasePath, Limits = new EnvironmentLimits(),
                Created = Started,
            },
            new OpenBucket(store, new BucketPlace(store.Location.ToString()), null));
    }

    public IObjectStore Store { get; }

    public RegionCatalog Catalog { get; }

    public GlacierEnvironment Environment { get; }

    public GlacierTask Task { get; }

    public Region Area { get; }

    /// <summary>Raw tiles that the record lists.</summary>
    public List<RawTile> RawTiles { get; } = [];

    /// <summary>The paths of all files that were put by the caller.</summary>
    public List<string> Files { get; } = [];

    /// <summary>What else the record says.</summary>
    public Func<TaskResult, TaskResult> Change { get; set; } = result => result;

    /// <summary>When the job was submitted, where that is known.</summary>
    public DateTimeOffset Submitted { get; set; }

    private Job Job => new(new JobReference("bench", Run, 0), Task) { Status = JobStatus.SUCCEEDED, CreatedAt = Submitted };

    /// <summary>A bench over the sample's catalogue, with three scenes of invented pixels in one region.</summary>
    public static async Task<OutputBench> CreateAsync(IObjectStore store, Satellite satellite = Satellite.Sentinel2, bool isNew = false)
    {
        var catalog = RegionCatalog.Read(Path.Combine(
            TestSupport.ModuleSession.SampleWorkload, "1_download_merge_and_clip/ancillary/glacier_roi_v2/glaciers_roi_proj_v3_300m.gpkg"));
        var bench = new OutputBench(store, catalog, "134_Arsuk", satellite, new DateWindow(new DateOnly(2025, 8, 1), new DateOnly(2025, 8,
            6)));
        await bench.FillAsync(isNew);
        return bench;
    }

    public string Key(string path) => StoreLayout.Output(Environment.BasePath, Task.Satellite, path);

    /// <summary>The scenes' paths.</summary>
    public IReadOnlyList<string> Scenes { get; private set; } = [];

    /// <summary>The scene's raster, to be made wrong.</summary>
    public RasterBuilder Raster(int seed = 1) => RasterBuilder.Of(Area.Bounds, Task.Satellite.ResolutionMetres(), seed);

    public Task PutAsync(string path, string text) => PutAsync(path, System.Text.Encoding.UTF8.GetBytes(text));

    public async Task PutAsync(string path, byte[] content) => await Store.PutAsync(Key(path), new MemoryStream(content));

    public async Task<byte[]> GetAsync(string path) =>
        (await Store.GetAsync(Key(path)))?.Content.ToArray() ?? throw new InvalidOperationException($"There is no {path}.");

    public Task DeleteAsync(string path) => Store.DeleteAsync(Key(path));

    /// <summary>Writes the task's record of what lies in the store now, and its own copies of what is shared.</summary>
    public async Task RecordAsync(TaskOutcome outcome = TaskOutcome.Done)
    {
        var outputs = new List<OutputFile>();
        var root = StoreLayout.Outputs(Environment.BasePath, Task.Satellite);
        await foreach (var entry in Store.ListAsync(root))
        {
            var path = entry.Key[root.Length..];
            var kind = OutputLayout.Classify(Task.Satellite, Task.Region, path);
            if (kind is OutputKind.RawTile or OutputKind.Other) continue;
            var content = await GetAsync(path);
            if (kind is OutputKind.CombinedMetadata or OutputKind.QueryResults)
            {
                await Store.PutAsync(StoreLayout.Shared(Run, Task, path), new MemoryStream(content));
            }

            outputs.Add(new OutputFile(entry.Key, path, kind, content.Length, Checksum.Of(content)));
        }

        var result = Change(new TaskResult
        {
            Run = Run, Index = 0, Region = Task.Region, Satellite = Task.Satellite, Start = Task.Window.Start, End = Task.Window.End,
            Attempt = 1, Outcome = outcome, ExitCode = 0, Started = Started, Ended = DateTimeOffset.UtcNow,
            Timings = new TaskTimings(0, 1, 0), PeakMemoryBytes = 1, Outputs = outputs, RawTiles = RawTiles, LostScenes = [], LastLines =
                ["2025-08-06T00:00:00.000Z run Done"],
            Provenance = new Provenance("0", TemplateChoice.Grid, "1", "Python 3", "here"),
        });
        var bytes = Contract.Json.Documents.Write(result, Contract.Json.ContractJson.Default.TaskResult);
        await Store.PutAsync(StoreLayout.Result(Run, Task), new MemoryStream(bytes));
    }

    public Task<Verdict> VerifyAsync(VerifyOptions? options = null) =>
        Verifier().VerifyAsync(Environment, Job, options ?? new VerifyOptions(), CancellationToken.None);

    /// <summary>As if no job were known.</summary>
    public Task<Verdict> VerifyUnrecordedAsync(VerifyOptions? options = null) =>
        Verifier().VerifyAsync(Environment, Task.Region, Task.Satellite, options ?? new VerifyOptions(), CancellationToken.None);

    public async Task<Baseline> FreezeAsync(bool includePixels = false) => new()
    {
        Created = Started,
        Tasks = [await new BaselineMaker(Verifier()).FreezeAsync(Environment, Job, includePixels, CancellationToken.None)],
    };

    private OutputVerifier Verifier() => new((_, _) => System.Threading.Tasks.Task.FromResult(Catalog));

    private async Task FillAsync(bool isNew)
    {
        var region = Task.Region;
        var isLandsat = Task.Satellite == Satellite.Landsat;
        string[] names = isLandsat
            ? ["20250802143105_LC82301342025214LGN00_LC08_L1TP_230134_20250802_20250808_02_T1_ortho",
               "20250803142500_LC92301342025215LGN00_LC09_L1TP_230134_20250803_20250809_02_T1_ortho",
               "20250805141911_LE72301342025217LGN00_LE07_L1TP_230134_20250805_20250811_02_T1_ortho"]
            : ["S2A_MSIL2A_20250801T143751_N0511_R010", "S2A_MSIL2A_20250804T142009_N0511_R096", "S2B_MSIL2A_20250806T142011_N0511_R096"];
        Scenes = [.. names.Select(name => (isLandsat ? $"{region}/" : isNew ? $"clipped/{region}/" : $"{region}/clipped/")
            + $"{name}.tif")];
        for (var i = 0; i < names.Length; i++) await PutAsync(Scenes[i], Raster(i + 1).Build());
        if (isLandsat)
        {
            await PutAsync($"_reference/{region}.tif", Raster(9).Build());
            await PutAsync($"_reference/{region}_stac_query_results.csv",
                ",id,datetime,subset_id\n" + string.Concat(names.Select((name, i) => $"{i},{name[37..]},\"a, b\",{name}\n")));
            return;
        }

        var tiles = names.Select(name => $"{name}_T22VFP_20250806T184451_B08.tif").ToList();
        RawTiles.AddRange(tiles.Select(tile => new RawTile($"{(isNew ? "" : $"{region}/")}download/2025/{tile}", 1000)));
        var metadata = isNew ? "metadata" : $"{region}/metadata";
        for (var i = 0; i < names.Length; i++)
        {
            await PutAsync($"{metadata}/individual_csv/{(isNew ? $"{region}/" : "")}{names[i]}.csv", $"{names[i]},{tiles[i]}");
        }

        await PutAsync($"{metadata}/combined_csv/{region}.csv", "0,1\n" + string.Concat(names.Select((name, i) => $"{name},{tiles[i]}\n")));
        await PutAsync($"{(isNew ? "" : $"{region}/")}template/{region}.tif", Raster(9).Build());
    }
}
