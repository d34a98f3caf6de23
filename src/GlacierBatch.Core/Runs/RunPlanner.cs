using GlacierBatch.Contract.Regions;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Regions;
using GlacierBatch.Core.Runs.Failures;
using GlacierBatch.Core.Services.Batch;

namespace GlacierBatch.Core.Runs;

/// <summary>Makes manifests. Nothing is written here: what cannot be run is refused before anything is.</summary>
internal sealed class RunPlanner(CatalogProvider catalogs, TimeProvider time)
{
    /// <summary>Plans a run: a task for each region, satellite and window, in the catalogue's order.</summary>
    /// <exception cref="GlacierBatchException">The request cannot be carried out; the message says why.</exception>
    public async Task<RunPlan> PlanAsync(GlacierEnvironment environment, RunRequest request, CancellationToken cancellationToken)
    {
        RequireRunName(request.RunName);
        var limits = Limits(environment, request.Overrides);
        var catalog = await catalogs.GetAsync(environment, cancellationToken);
        var regions = new RegionQuery
        {
            Names = [.. request.Regions.Select(NamePattern.Escape)],
            Environment = environment.Name,
        }.Select(catalog);
        var windows = request.Window.Split(request.Split).ToList();
        var tasks = (
            from region in regions
            from satellite in request.Satellites.Distinct()
            from window in windows
            select new ManifestTask(region.Name, satellite, window.Start, window.End, limits.VCpu,
                limits.MemoryMiB ?? SizeClass.MemoryMiB(region, request.Template))).ToList();
        IReadOnlyList<GlacierTask> done = [];
        if (request.SkipCompleted)
        {
            done = await CompletedTasks.FindAsync(environment, tasks.ConvertAll(task => task.ToTask()), cancellationToken);
            var skipped = done.Select(task => task.Id).ToHashSet(StringComparer.Ordinal);
            tasks.RemoveAll(task => skipped.Contains(task.ToTask().Id));
        }

        var manifest = Manifest(environment, request.RunName, limits, regions, tasks);
        manifest = manifest with
        {
            Template = request.Template,
            KeepRawTiles = request.KeepRawTiles,
            Outputs = request.Outputs,
            Compute = ComputeOf(environment, request.Compute, null),
        };
        return new RunPlan(environment, manifest, done) { IsNamed = request.RunName is not null };
    }

    /// <summary>Plans some tasks of a run again, with the scripts of today.</summary>
    public RunPlan PlanAgain(
        GlacierEnvironment environment, RunManifest former, IEnumerable<Job> jobs, RunOverrides overrides)
    {
        var limits = Limits(environment, overrides with { TimeoutSeconds = overrides.TimeoutSeconds ?? former.TimeoutSeconds });
        var tasks = jobs.DistinctBy(job => job.Index).OrderBy(job => job.Index).Select(job => former.Tasks[job.Index] with
        {
            VCpu = overrides.VCpu ?? job.VCpu,

            // What the job was given last: one that ran out of memory need not climb there again.
            MemoryMiB = overrides.MemoryMiB ?? MemoryAgain(environment, job),
        });
        var manifest = Manifest(environment, null, limits, former.Regions, [.. tasks]);
        return new RunPlan(
            environment,
            manifest with
            {
                RestartOf = former.Run,
                Template = former.Template,
                KeepRawTiles = former.KeepRawTiles,
                Outputs = former.Outputs,
                Compute = ComputeOf(environment, overrides.Compute, former.Compute),
            },
            []);
    }

    /// <summary>A task that ran out of memory gets the next class; the local service has climbed there by itself.</summary>
    private static int MemoryAgain(GlacierEnvironment environment, Job job) =>
        environment.Service != ServiceKind.Local && job.Category == FailureCategory.OutOfMemory
            ? SizeClass.Next(job.MemoryMiB) ?? job.MemoryMiB
            : job.MemoryMiB;

    /// <summary>Written down, since whoever goes on with a submission must choose the same; this machine is not bought.</summary>
    private static string? ComputeOf(GlacierEnvironment environment, PurchaseOption? asked, string? former)
    {
        if (environment.Service == ServiceKind.Local) return asked is { } compute ? throw NotBought(environment.Name, compute) : null;
        return asked?.ToString() ?? former ?? environment.Compute?.ToString();
    }

    /// <summary>What is said where machines are to be bought for the local service.</summary>
    internal static GlacierBatchException NotBought(string environment, PurchaseOption compute) => new(
        ErrorKind.InvalidArgument, "ComputeNotLocal",
        $"The environment '{environment}' runs its jobs on this machine, and none is bought: -Compute {compute} says nothing there.",
        "Leave -Compute out, or name an environment of AWS Batch.", environment);

    private static EnvironmentLimits Limits(GlacierEnvironment environment, RunOverrides overrides)
    {
        var limits = environment.Record.Limits;
        return (limits with
        {
            VCpu = overrides.VCpu ?? limits.VCpu,
            MemoryMiB = overrides.MemoryMiB ?? limits.MemoryMiB,
            TimeoutSeconds = overrides.TimeoutSeconds ?? limits.TimeoutSeconds,
        }).Validated();
    }

    private static void RequireRunName(string? name)
    {
        if (name is null || RunName.IsValid(name)) return;
        throw new GlacierBatchException(ErrorKind.InvalidArgument, "InvalidRunName",
            "The run's name has characters that it may not have, or too many of them.", $"Use {RunName.Rule}.", name);
    }

    private RunManifest Manifest(
        GlacierEnvironment environment, string? runName, EnvironmentLimits limits, IEnumerable<Region> regions, List<ManifestTask> tasks)
    {
        var now = time.GetUtcNow();
        var used = tasks.Select(task => task.Region).ToHashSet(StringComparer.Ordinal);
        return new RunManifest
        {
            Run = runName ?? FormattableString.Invariant($"run-{now:yyyyMMdd-HHmmss}-{Random.Shared.Next(0x10000):x4}"),
            Environment = environment.Name,
            Created = now,
            BasePath = environment.BasePath,
            Workload = environment.RequireWorkload(),
            Template = TemplateChoice.Stored,
            TimeoutSeconds = limits.TimeoutSeconds,
            MaxAttempts = limits.MaxAttempts,
            Regions = [.. regions.Where(region => used.Contains(region.Name))],
            Tasks = tasks,
        };
    }
}
