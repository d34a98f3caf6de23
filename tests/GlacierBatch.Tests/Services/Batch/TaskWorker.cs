using System.Collections.Concurrent;
using System.Globalization;
using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>
/// Does what containers do, for the jobs of a <see cref="BatchWorld"/>: finds its task in the run's part, stands back where another parent
/// or a record speaks for it, and else has its effect and writes the record.
/// </summary>
internal sealed class TaskWorker(BatchWorld world, IObjectStore store)
{
    private long _clock = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    /// <summary>How often each task had its effect, by run and task.</summary>
    public ConcurrentDictionary<string, int> Effects { get; } = new();

    /// <summary>How tasks end, where not Done.</summary>
    public Func<ManifestTask, TaskOutcome> OutcomeOf { get; set; } = _ => TaskOutcome.Done;

    /// <summary>Runs every child that waits, of all jobs that have not been stopped.</summary>
    /// <param name="most">So many at most.</param>
    public async Task RunAsync(int most = int.MaxValue)
    {
        foreach (var job in world.Jobs)
        {
            foreach (var child in job.Children.Where(child => child.Status == "RUNNABLE").ToList())
            {
                if (most-- <= 0) return;
                var exit = await RunAsync(job, child);
                world.Change(() => End(child, exit));
            }
        }
    }

    /// <summary>Ends an attempt, and the job with it.</summary>
    public void End(WorldChild child, int exit, string? reason = null, string? statusReason = null)
    {
        if (child.IsEnded) return;
        child.Attempts.Add(new WorldAttempt(statusReason ?? "Essential container in task exited", reason, exit, "stream/default/1",
            ++_clock, ++_clock));
        child.Status = exit == 0 ? "SUCCEEDED" : "FAILED";
        child.Reason = statusReason ?? "Essential container in task exited";
    }

    private async Task<int> RunAsync(WorldJob job, WorldChild child)
    {
        var run = job.Variable(TaskVariables.RunVariable)!;
        var number = int.Parse(job.Variable(TaskVariables.PartVariable)!, CultureInfo.InvariantCulture);
        var manifestKey = StoreLayout.Manifest(run);
        var manifest = Documents.Read((await store.GetAsync(manifestKey))!.Content, ContractJson.Default.RunManifest, 1, manifestKey);
        var partKey = StoreLayout.Part(run, number);
        var part = RunPart.Read((await store.GetAsync(partKey))!.Content, manifest, partKey);
        if (part.JobId is { } recorded && recorded != job.Id) return 0;
        var position = part.Positions[child.Index];
        var task = manifest.Tasks[position];
        var key = StoreLayout.Result(run, task.ToTask());
        if (await store.FindAsync(key) is not null) return 0;
        var record = Record(manifest, position, OutcomeOf(task), ++_clock);
        if (await store.TryPutAsync(key, Documents.Write(record, ContractJson.Default.TaskResult), PutCondition.Absent) is null) return 0;
        await store.TryPutAsync(EndMark.Of(record).ToKey(run), ReadOnlyMemory<byte>.Empty, PutCondition.Absent);
        Effects.AddOrUpdate(key, 1, (_, count) => count + 1);
        return record.ExitCode;
    }

    /// <summary>A record of a task.</summary>
    public static TaskResult Record(RunManifest manifest, int position, TaskOutcome outcome, long clock = 1)
    {
        var task = manifest.Tasks[position];
        return new TaskResult
        {
            Run = manifest.Run, Index = position, Region = task.Region, Satellite = task.Satellite, Start = task.Start, End = task.End,
            Attempt = 1, Outcome = outcome, ExitCode = outcome.ToExitCode(), Reason = outcome.IsSuccess() ? null
                : $"It ended as {outcome}.",
            Started = DateTimeOffset.FromUnixTimeMilliseconds(clock), Ended = DateTimeOffset.FromUnixTimeMilliseconds(clock + 1000),
            Timings = new TaskTimings(0, 1, 0), PeakMemoryBytes = 1 << 30, Outputs = [], RawTiles = [], LostScenes = [], LastLines = [],
            Provenance = new Provenance("revision", TemplateChoice.Grid, "1", "3", "machine"),
        };
    }
}
