using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Processes;
using GlacierBatch.Contract.Regions;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Entrypoint;

/// <summary>Finds the task that the variables name: in a part of a run, by its position in the run, or in the variables alone.</summary>
internal sealed class TaskFinder(IObjectStore store, TaskVariables variables, WorkloadCache workloads, TimeProvider time)
{
    /// <summary>An environment that nobody made: of tasks without a manifest.</summary>
    private const string NoEnvironment = "none";

    /// <summary>Finds it.</summary>
    /// <exception cref="InvalidDataException">There is no such task, or its documents cannot be used.</exception>
    /// <exception cref="IOException">The store cannot be read.</exception>
    public async Task<FoundTask> FindAsync(CancellationToken cancellationToken)
    {
        if (variables.Plain is { } plain) return new FoundTask(Assign(await DescribeAsync(plain, cancellationToken), 0), null);

        var run = variables.Run!;
        var key = StoreLayout.Manifest(run);
        var manifest = Documents.Read(
            await ReadAsync(key, cancellationToken), ContractJson.Default.RunManifest, RunManifest.CurrentFormat, key)
            .Validated(run);
        if (variables.Part is not { } number) return await FindSupersededAsync(Assign(manifest, variables.Index), null, cancellationToken);

        key = StoreLayout.Part(run, number);
        var part = RunPart.Read(await ReadAsync(key, cancellationToken), manifest, key);
        if (variables.Index >= part.Positions.Count)
        {
            throw new InvalidDataException(
                $"The part {key} has {part.Positions.Count} tasks, and the index {variables.Index} is none of them.");
        }

        return await FindSupersededAsync(Assign(manifest, part.Positions[variables.Index]), part, cancellationToken);
    }

    private async Task<FoundTask> FindSupersededAsync(TaskAssignment assignment, RunPart? part, CancellationToken cancellationToken)
    {
        // An answer that was lost on its way made the submitter submit twice; the one that it wrote down counts.
        if (part?.JobId is { } recorded && variables.SubmittedJobId is { } own && recorded != own)
        {
            return new FoundTask(assignment, $"the part was submitted as {recorded}, and this is {own}");
        }

        var key = StoreLayout.Result(assignment.Manifest.Run, assignment.Task);
        return await store.GetAsync(key, cancellationToken) is { } document
            ? new FoundTask(assignment, $"{key} is there already, {TaskResult.Read(document.Content, key).Outcome}")
            : new FoundTask(assignment, null);
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(string key, CancellationToken cancellationToken) =>
        (await store.GetAsync(key, cancellationToken))?.Content
            ?? throw new InvalidDataException($"There is no {key} in {store.Location}.");

    private TaskAssignment Assign(RunManifest manifest, int position)
    {
        if (position >= manifest.Tasks.Count)
        {
            throw new InvalidDataException(
                $"The run {manifest.Run} has {manifest.Tasks.Count} tasks, and the index {position} is none of them.");
        }

        var assignment = new TaskAssignment(manifest, position, variables.Attempt);
        return ContainerMemory.LimitBytes is { } limit
            ? assignment with { MemoryMiB = (int)Math.Min(assignment.MemoryMiB, Math.Max(limit >> 20, 1)) }
            : assignment;
    }

    private async Task<RunManifest> DescribeAsync(PlainTask plain, CancellationToken cancellationToken) => new()
    {
        Run = PlainTask.RunOf(variables.JobId, time.GetUtcNow()),
        Environment = NoEnvironment,
        Created = time.GetUtcNow(),
        BasePath = plain.BasePath,
        Workload = await workloads.FetchAsFoundAsync(StoreLayout.WorkloadPrefix, cancellationToken),

        // The catalogue is the scripts' own business here, so nothing is known of the region's grid.
        Template = TemplateChoice.Script,
        TimeoutSeconds = RunManifest.MaxTimeoutSeconds,

        // What the job's retry rules say is not known here: a failure that may pass is noted, and never takes the next attempt's place.
        MaxAttempts = int.MaxValue,
        Regions = [new Region(plain.Task.Region, 0, [], new Bounds(0, 0, 0, 0), 3413)],
        Tasks =
        [
            new ManifestTask(
                plain.Task.Region, plain.Task.Satellite, plain.Task.Window.Start, plain.Task.Window.End,
                Environment.ProcessorCount, MemoryMiB()),
        ],
    };

    private static int MemoryMiB() =>
        (int)Math.Min((ContainerMemory.LimitBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) >> 20, int.MaxValue);
}
