using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;

namespace GlacierBatch.Core.Runs;

/// <summary>Runs in a bucket, and the ledger's knowledge of them.</summary>
internal sealed class RunStore(Ledger ledger)
{
    private const string ManifestName = "/manifest.json";
    private const string PartFolder = "/parts/";
    private const int MaxRounds = 20;

    /// <summary>
    /// A run that an ended session began to submit with the same tasks: it is gone on with, whatever its name. One that was wholly
    /// submitted is none of these.
    /// </summary>
    /// <returns>Its manifest, or null.</returns>
    public async Task<RunManifest?> FindBegunAsync(
        GlacierEnvironment environment, RunManifest manifest, IEnumerable<string> candidates, CancellationToken cancellationToken)
    {
        foreach (var run in candidates)
        {
            if (await environment.Store.GetAsync(StoreLayout.Manifest(run), cancellationToken) is not { } document) continue;
            var there = Documents.Read(
                document.Content, ContractJson.Default.RunManifest, RunManifest.CurrentFormat, StoreLayout.Manifest(run)).Validated(run);
            if (IsSame(there, manifest with { Run = there.Run })) return there;
        }

        return null;
    }

    /// <summary>Writes a run down, or finds it as another session wrote it down: the same tasks under the same name.</summary>
    /// <returns>The manifest that is there, and whether it was written now.</returns>
    /// <exception cref="GlacierBatchException">There is a run of that name with other tasks.</exception>
    public async Task<(RunManifest Manifest, bool IsNew)> AddOrFindAsync(
        GlacierEnvironment environment, RunManifest manifest, CancellationToken cancellationToken)
    {
        var key = StoreLayout.Manifest(manifest.Run);
        var bytes = Documents.Write(manifest, ContractJson.Default.RunManifest);
        var isNew = await environment.Store.TryPutAsync(key, bytes, PutCondition.Absent, cancellationToken) is not null;
        var there = isNew ? manifest : await ReadAsync(environment, manifest.Run, cancellationToken);
        if (!IsSame(there, manifest)) throw Exists($"The bucket {environment.Bucket}", manifest.Run);
        ledger.Jobs.Add(there, JobStatus.SUBMITTED);
        return (there, isNew);
    }

    /// <summary>Refuses to submit a run that was wholly submitted before.</summary>
    public static GlacierBatchException WasSubmitted(GlacierEnvironment environment, string run) =>
        Exists($"The bucket {environment.Bucket}", run);

    /// <summary>Whether two manifests say the same, whenever it was said.</summary>
    private static bool IsSame(RunManifest one, RunManifest other) =>
        Documents.Write(one with { Created = other.Created }, ContractJson.Default.RunManifest).AsSpan()
            .SequenceEqual(Documents.Write(other, ContractJson.Default.RunManifest));

    /// <summary>Writes a run down: in the bucket, where any machine finds it, then in the ledger.</summary>
    /// <exception cref="GlacierBatchException">There is a run of that name.</exception>
    public async Task AddAsync(GlacierEnvironment environment, RunManifest manifest, JobStatus status, CancellationToken cancellationToken)
    {
        var key = StoreLayout.Manifest(manifest.Run);
        var bytes = Documents.Write(manifest, ContractJson.Default.RunManifest);
        if (await environment.Store.TryPutAsync(key, bytes, PutCondition.Absent, cancellationToken) is null)
        {
            throw Exists($"The bucket {environment.Bucket}", manifest.Run);
        }

        try
        {
            if (!ledger.Jobs.Add(manifest, status)) throw Exists($"The environment '{environment.Name}' on this machine", manifest.Run);
        }
        catch
        {
            await environment.Store.DeleteAsync(key, CancellationToken.None);
            throw;
        }
    }

    /// <summary>A run's manifest.</summary>
    /// <exception cref="GlacierBatchException">The bucket has none.</exception>
    public static async Task<RunManifest> ReadAsync(GlacierEnvironment environment, string run, CancellationToken cancellationToken)
    {
        var key = StoreLayout.Manifest(run);
        var document = await environment.Store.GetAsync(key, cancellationToken) ?? throw new GlacierBatchException(
            ErrorKind.NotFound, "RunNotFound", $"The bucket {environment.Bucket} has no run '{run}'.", "Get-GlacierRun lists them.", run);
        return Documents.Read(document.Content, ContractJson.Default.RunManifest, RunManifest.CurrentFormat, key).Validated(run);
    }

    /// <summary>Writes down that tasks were stopped before they began.</summary>
    public static async Task AddStopsAsync(
        GlacierEnvironment environment, string run, IReadOnlyList<int> positions, string reason, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var key = StoreLayout.Stops(run);
        for (var round = 0; round < MaxRounds; round++)
        {
            var there = await environment.Store.GetAsync(key, cancellationToken);
            var stops = there is null ? new RunStops { Stopped = now, Reasons = new Dictionary<int, string>() }
                : RunStops.Read(there.Content, key);
            var bytes = Documents.Write(stops.With(positions, reason, now), ContractJson.Default.RunStops);
            var condition = there is null ? PutCondition.Absent : PutCondition.Match(there.ETag);
            if (await environment.Store.TryPutAsync(key, bytes, condition, cancellationToken) is not null) return;
        }

        throw new IOException($"The object {key} changed {MaxRounds} times while it was written: other sessions keep stopping jobs.");
    }

    /// <summary>Which tasks of a run were stopped, or null where none were.</summary>
    public static async Task<RunStops?> FindStopsAsync(GlacierEnvironment environment, string run, CancellationToken cancellationToken)
    {
        var key = StoreLayout.Stops(run);
        return await environment.Store.GetAsync(key, cancellationToken) is { } document ? RunStops.Read(document.Content, key) : null;
    }

    /// <summary>A task's result record, or null.</summary>
    public static async Task<TaskResult?> FindResultAsync(GlacierEnvironment environment, Job job, CancellationToken cancellationToken)
    {
        var key = StoreLayout.Result(job.RunName, job.Task);
        return await environment.Store.GetAsync(key, cancellationToken) is { } document
            ? TaskResult.Read(document.Content, key)
            : null;
    }

    /// <summary>Learns of the bucket's runs that this ledger does not know: of a deleted ledger, or of another machine.</summary>
    /// <returns>What could not be read, a sentence each; all else is known now.</returns>
    public async Task<IReadOnlyList<string>> ImportAsync(GlacierEnvironment environment, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        var results = new List<string>();
        var runs = new List<string>();
        var parts = new List<string>();
        await foreach (var entry in environment.Store.ListAsync(StoreLayout.Runs, cancellationToken))
        {
            if (entry.Key.Contains(PartFolder, StringComparison.Ordinal)) parts.Add(entry.Key);
            if (entry.Key.Contains("/results/", StringComparison.Ordinal)) results.Add(entry.Key);
            if (!entry.Key.EndsWith(ManifestName, StringComparison.Ordinal)) continue;
            var run = entry.Key[StoreLayout.Runs.Length..^ManifestName.Length];
            if (RunName.IsValid(run) && !ledger.Jobs.HasRun(environment.Name, run)) runs.Add(run);
        }

        foreach (var run in runs)
        {
            try
            {
                var manifest = await ReadAsync(environment, run, cancellationToken);
                if (!string.Equals(manifest.Environment, environment.Name, StringComparison.OrdinalIgnoreCase)) continue;
                var prefix = StoreLayout.Results(run);
                var own = results.FindAll(key => key.StartsWith(prefix, StringComparison.Ordinal));
                var known = await ReadResultsAsync(environment, manifest, own, faults, cancellationToken);
                ledger.Jobs.Add(manifest, JobStatus.SUBMITTED, known);
                await ImportPartsAsync(environment, manifest, parts, cancellationToken);
                await StopAgainAsync(environment, run, cancellationToken);
            }
            catch (InvalidDataException fault)
            {
                faults.Add(fault.Message);
            }
            catch (GlacierBatchException gone) when (gone.ErrorId == "RunNotFound")
            {
                // Deleted since it was listed.
            }
        }

        return faults;
    }

    /// <summary>What a service was given of a run is watched here too.</summary>
    private async Task ImportPartsAsync(
        GlacierEnvironment environment, RunManifest manifest, List<string> keys, CancellationToken cancellationToken)
    {
        var prefix = $"{StoreLayout.Runs}{manifest.Run}{PartFolder}";
        foreach (var key in keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (await environment.Store.GetAsync(key, cancellationToken) is not { } document) continue;
            ledger.Parts.Save(environment.Name, RunPart.Read(document.Content, manifest, key));
        }
    }

    /// <summary>What was stopped before it began, stays stopped on a machine that learns of it only now.</summary>
    private async Task StopAgainAsync(GlacierEnvironment environment, string run, CancellationToken cancellationToken)
    {
        if (await FindStopsAsync(environment, run, cancellationToken) is not { } stops) return;
        foreach (var (position, reason) in stops.Reasons)
        {
            ledger.Leases.Stop([new JobReference(environment.Name, run, position)], reason, stops.Stopped);
        }
    }

    private static GlacierBatchException Exists(string where, string run) =>
        new(ErrorKind.AlreadyExists, "RunExists", $"{where} has a run '{run}' already.", "Choose another -RunName.", run);

    private static async Task<Dictionary<int, TaskResult>> ReadResultsAsync(
        GlacierEnvironment environment, RunManifest manifest, List<string> keys, List<string> faults, CancellationToken cancellationToken)
    {
        var results = new Dictionary<int, TaskResult>();
        var positions = manifest.Tasks
            .Select((task, position) => (Key: StoreLayout.Result(manifest.Run, task.ToTask()), Position: position))
            .DistinctBy(task => task.Key).ToDictionary(task => task.Key, task => task.Position, StringComparer.Ordinal);
        foreach (var key in keys.Where(positions.ContainsKey))
        {
            try
            {
                if (await environment.Store.GetAsync(key, cancellationToken) is not { } document) continue;
                results[positions[key]] = TaskResult.Read(document.Content, key);
            }
            catch (InvalidDataException fault)
            {
                faults.Add(fault.Message);
            }
        }

        return results;
    }
}
