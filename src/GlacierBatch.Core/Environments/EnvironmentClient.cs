using System.Runtime.CompilerServices;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Core.Regions;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services;

namespace GlacierBatch.Core.Environments;

/// <summary>Makes, finds, changes, checks and removes environments.</summary>
public sealed class EnvironmentClient
{
    private const string StopReason = "The environment was removed.";

    private readonly GlacierHome _home;
    private readonly Ledger _ledger;
    private readonly EnvironmentStore _environments;
    private readonly CatalogProvider _catalogs;
    private readonly RunStore _runs;
    private readonly WorkloadPublisher _publisher;
    private readonly Func<GlacierEnvironment, IComputeService> _services;
    private readonly TimeProvider _time;

    internal EnvironmentClient(
        GlacierHome home, Ledger ledger, CatalogProvider catalogs, Func<GlacierEnvironment, IComputeService> services, TimeProvider time)
    {
        (_home, _ledger, _catalogs, _services, _time) = (home, ledger, catalogs, services, time);
        _environments = new EnvironmentStore(home, ledger);
        _runs = new RunStore(ledger);
        _publisher = new WorkloadPublisher(time);
    }

    /// <summary>The names known on this machine, in order.</summary>
    public IReadOnlyList<string> Names() => _environments.Names();

    /// <summary>The environment of a name, or the only one there is.</summary>
    /// <exception cref="GlacierBatchException">There is none of that name, or none was named and there is not exactly one.</exception>
    public async Task<GlacierEnvironment> GetAsync(string? name, CancellationToken cancellationToken)
    {
        var environment = await _environments.GetAsync(name ?? OnlyName(), cancellationToken);
        if (_ledger.Environments.Bucket(environment.Name) is null) await AdoptAsync(environment, cancellationToken);
        return environment;
    }

    /// <summary>An environment that is to be forgotten: its record may be gone from its bucket, or the whole bucket.</summary>
    public async Task<GlacierEnvironment> GetForRemovalAsync(string name, CancellationToken cancellationToken)
    {
        EnvironmentStore.RequireName(name);
        name = _environments.Spell(name);
        return _environments.Locate(name) is { } folder && !File.Exists(Path.Combine(folder, StoreLayout.Environment(name)))
            ? new GlacierEnvironment(New(name), new FileObjectStore(folder))
            : await GetAsync(name, cancellationToken);
    }

    /// <summary>Makes an environment, or brings the one of that name to what is asked.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="settings">What is asked.</param>
    /// <param name="warn">Told what could not be read of former runs.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">It cannot be made so; the message says why.</exception>
    public async Task<GlacierEnvironment> CreateAsync(
        string name, EnvironmentSettings settings, Action<string> warn, CancellationToken cancellationToken)
    {
        EnvironmentStore.RequireName(name);
        name = _environments.Spell(name);
        var folder = settings.Bucket ?? _environments.Locate(name) ?? _home.Bucket(name);
        if (_environments.Locate(name) is { } known && !SameFolder(known, folder))
        {
            throw new GlacierBatchException(ErrorKind.AlreadyExists, "EnvironmentHasOtherBucket",
                $"The environment '{name}' has the bucket {known}, not {folder}.",
                $"Leave -Bucket out, choose another -Name, or forget it first: Remove-GlacierBatch {name}.", name);
        }

        var store = new FileObjectStore(folder);
        settings.Limits(new EnvironmentLimits());
        RequireBasePath(settings.BasePath);
        RequireWorkloadForCatalog(settings);
        await RequireWritableAsync(store, folder, cancellationToken);
        var workload = settings.Workload is { } path
            ? await _publisher.PublishAsync(path, settings.RegionCatalog, store, cancellationToken)
            : null;
        var environment = await _environments.SaveAsync(name, store, there => Change(there ?? New(name), settings, workload), cancellationToken);
        foreach (var fault in await _runs.ImportAsync(environment, cancellationToken)) warn(fault);
        return environment;
    }

    /// <summary>Changes what future runs are given.</summary>
    public async Task<GlacierEnvironment> SetAsync(string name, EnvironmentSettings settings, CancellationToken cancellationToken)
    {
        var environment = await GetAsync(name, cancellationToken);
        RequireBasePath(settings.BasePath);
        RequireWorkloadForCatalog(settings);
        var workload = settings.Workload is { } path
            ? await _publisher.PublishAsync(path, settings.RegionCatalog, environment.Store, cancellationToken)
            : null;
        return await _environments.SaveAsync(
            environment.Name, (FileObjectStore)environment.Store, there => Change(there ?? environment.Record, settings, workload), cancellationToken);
    }

    /// <summary>An environment's regions, from the catalogue that its workload carries.</summary>
    public Task<RegionCatalog> GetCatalogAsync(GlacierEnvironment environment, CancellationToken cancellationToken) =>
        _catalogs.GetAsync(environment, cancellationToken);

    /// <summary>What would stop a job, a check at a time.</summary>
    public async IAsyncEnumerable<EnvironmentCheck> CheckAsync(
        GlacierEnvironment environment, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await CheckBucketAsync(environment, cancellationToken);
        yield return await CheckWorkloadAsync(environment, cancellationToken);
        await foreach (var check in _services(environment).CheckAsync(environment, cancellationToken)) yield return check;
    }

    /// <summary>Tears an environment down: stops its jobs and forgets it. The bucket and its data stay.</summary>
    public async Task RemoveAsync(GlacierEnvironment environment, CancellationToken cancellationToken)
    {
        var service = _services(environment);
        var open = _ledger.Jobs.Read(new JobFilter { Environment = environment.Name })
            .Where(job => !job.Status.IsEnded()).Select(job => job.Reference).ToList();
        await service.StopAsync(environment, open, StopReason, cancellationToken);
        await service.RemoveAsync(environment, cancellationToken);
        await _environments.RemoveAsync(environment.Name, cancellationToken);
    }

    /// <summary>How many jobs of an environment have not ended.</summary>
    public int CountOpenJobs(GlacierEnvironment environment) =>
        _ledger.Jobs.ReadRuns(environment.Name, null).Sum(run => run.Waiting + run.Running);

    private static bool SameFolder(string one, string other) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(one)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(other));

    private static void RequireBasePath(string? basePath)
    {
        if (basePath is null || ObjectKey.FindFault(basePath.Trim('/')) is not { } fault) return;
        throw new GlacierBatchException(ErrorKind.InvalidArgument, "InvalidBasePath", $"The base path '{MessageText.Of(basePath)}' cannot be used: {fault}.",
            $"Give a relative path with forward slashes, such as {StoreLayout.DefaultBasePath}.", basePath);
    }

    private static void RequireWorkloadForCatalog(EnvironmentSettings settings)
    {
        if (settings.RegionCatalog is null || settings.Workload is not null) return;
        throw new GlacierBatchException(ErrorKind.InvalidArgument, "CatalogWithoutWorkload",
            "A region catalogue is published with the scripts that read it, and no -Workload was given.", "Give both.", settings.RegionCatalog);
    }

    private static EnvironmentRecord Change(EnvironmentRecord there, EnvironmentSettings settings, WorkloadReference? workload) => there with
    {
        Service = settings.Service ?? there.Service,
        BasePath = settings.BasePath?.Trim('/') ?? there.BasePath,
        Limits = settings.Limits(there.Limits),
        Workload = workload ?? there.Workload,
    };

    private static async Task RequireWritableAsync(FileObjectStore store, string folder, CancellationToken cancellationToken)
    {
        var key = $"environments/.write-test-{Guid.NewGuid():N}";
        try
        {
            await store.TryPutAsync(key, ReadOnlyMemory<byte>.Empty, PutCondition.Absent, cancellationToken);
            await store.DeleteAsync(key, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new GlacierBatchException(ErrorKind.PermissionDenied, "BucketNotWritable", $"The bucket {folder} cannot be written: {fault.Message}",
                "Give a folder that you may write with -Bucket.", folder, fault);
        }
    }

    private EnvironmentRecord New(string name) => new()
    {
        Name = name,
        Service = ServiceKind.Local,
        BasePath = StoreLayout.DefaultBasePath,
        Limits = new EnvironmentLimits(),
        Created = _time.GetUtcNow(),
    };

    private string OnlyName()
    {
        var names = Names();
        return names switch
        {
            [var only] => only,
            [] => throw new GlacierBatchException(ErrorKind.NotFound, "NoEnvironment", "There is no environment on this machine yet.",
                "Make one with New-GlacierBatchEnvironment."),
            _ => throw new GlacierBatchException(ErrorKind.InvalidArgument, "EnvironmentNotNamed",
                $"There are {names.Count} environments, and none was named.", $"Name one with -Environment: {string.Join(", ", names)}."),
        };
    }

    /// <summary>Takes up the environment of a name, or all, where their buckets are here and the ledger, deleted or new, does not know them.</summary>
    internal async Task AdoptAsync(string? name, CancellationToken cancellationToken)
    {
        foreach (var each in name is null ? Names() : [name])
        {
            if (_ledger.Environments.Bucket(each) is null && RunName.IsValid(each) && _environments.Locate(each) is not null)
            {
                await GetAsync(each, cancellationToken);
            }
        }
    }

    /// <summary>Takes up an environment whose bucket is here and which the ledger, deleted or new, does not know.</summary>
    private async Task AdoptAsync(GlacierEnvironment environment, CancellationToken cancellationToken)
    {
        // Known only once its runs are: a session beside this one, or after its death, must not find it without them.
        await _runs.ImportAsync(environment, cancellationToken);
        _ledger.Environments.Save(environment.Name, environment.Bucket);
    }

    private async Task<EnvironmentCheck> CheckBucketAsync(GlacierEnvironment environment, CancellationToken cancellationToken)
    {
        try
        {
            await RequireWritableAsync((FileObjectStore)environment.Store, environment.Bucket, cancellationToken);
            return new EnvironmentCheck(environment.Name, "Bucket", CheckStatus.Passed, $"{environment.Bucket} can be written");
        }
        catch (GlacierBatchException fault)
        {
            return new EnvironmentCheck(environment.Name, "Bucket", CheckStatus.Failed, fault.Message, fault.Recommendation);
        }
    }

    private async Task<EnvironmentCheck> CheckWorkloadAsync(GlacierEnvironment environment, CancellationToken cancellationToken)
    {
        try
        {
            var catalog = await _catalogs.GetAsync(environment, cancellationToken);
            return new EnvironmentCheck(environment.Name, "Workload", CheckStatus.Passed,
                $"revision {environment.WorkloadRevision?[..12]}, with {catalog.Regions.Count} regions");
        }
        catch (GlacierBatchException fault)
        {
            return new EnvironmentCheck(environment.Name, "Workload", CheckStatus.Failed, fault.Message, fault.Recommendation);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return new EnvironmentCheck(environment.Name, "Workload", CheckStatus.Failed, fault.Message, "Publish the scripts again with Publish-GlacierWorkload.");
        }
    }
}
