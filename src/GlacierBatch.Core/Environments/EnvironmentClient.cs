using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Regions;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Core.Services.Batch.Provisioning;

namespace GlacierBatch.Core.Environments;

/// <summary>Makes, finds, changes, checks and removes environments.</summary>
public sealed class EnvironmentClient
{
    private const string StopReason = "The environment was removed.";

    private readonly Ledger _ledger;
    private readonly EnvironmentStore _environments;
    private readonly CatalogProvider _catalogs;
    private readonly RunStore _runs;
    private readonly WorkloadPublisher _publisher;
    private readonly EnvironmentProbe _probe;
    private readonly Func<GlacierEnvironment, IComputeService> _services;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<string> _unread = new();

    internal EnvironmentClient(
        GlacierHome home, Ledger ledger, BucketOpener opener, CatalogProvider catalogs,
        Func<GlacierEnvironment, IComputeService> services, TimeProvider time)
    {
        (_ledger, _catalogs, _services, _time) = (ledger, catalogs, services, time);
        _environments = new EnvironmentStore(home, ledger, opener);
        _probe = new EnvironmentProbe(catalogs);
        _runs = new RunStore(ledger);
        _publisher = new WorkloadPublisher(time);
    }

    /// <summary>
    /// What could not be read of runs in buckets that this machine has just got to know, a sentence each, once: whoever asked for
    /// something else is to be told that they are missing.
    /// </summary>
    public IReadOnlyList<string> TakeUnread()
    {
        var unread = new List<string>();
        while (_unread.TryDequeue(out var text)) unread.Add(text);
        return unread;
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

    /// <summary>An environment as the user wants it to be reached from now on, also one that this machine does not know yet.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="bucket">Its bucket, or null where that is known.</param>
    /// <param name="aws">How AWS is reached; remembered, but for the credentials.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">There is none, or it cannot be reached so; nothing is remembered then.</exception>
    public async Task<GlacierEnvironment> GetAsync(string? name, string? bucket, AwsSettings aws, CancellationToken cancellationToken)
    {
        if (bucket is null && aws is { AwsRegion: null, ProfileName: null, EndpointUrl: null, Credential: null })
        {
            return await GetAsync(name, cancellationToken);
        }

        name ??= OnlyName();
        EnvironmentStore.RequireName(name);
        name = _environments.Spell(name);
        if (bucket is null && _environments.Locate(name) is null) return await GetAsync(name, cancellationToken);
        var open = _environments.Open(name, bucket, aws);
        var environment = await EnvironmentStore.FindAsync(name, open, cancellationToken) ?? throw new GlacierBatchException(
            ErrorKind.NotFound, "EnvironmentNotFound", $"The bucket {open.Place.Bucket} has no environment '{name}'.",
            $"Make it with New-GlacierBatchEnvironment -Name {name} -Bucket {open.Place.Bucket}.", name);
        if (environment.Record.Batch is { } batch)
        {
            await environment.RequireAws().Account.RequireAsync(name, batch.AccountId, batch.AwsRegion, cancellationToken);
        }

        if (_ledger.Environments.Find(name) is null) await ImportAsync(environment, cancellationToken);
        _environments.Remember(name, open);
        return environment;
    }

    /// <summary>An environment that is to be forgotten: its record may be gone from its bucket, or the whole bucket.</summary>
    public async Task<GlacierEnvironment> GetForRemovalAsync(string name, AwsSettings aws, CancellationToken cancellationToken)
    {
        EnvironmentStore.RequireName(name);
        name = _environments.Spell(name);
        if (_environments.Locate(name) is not { } place) return await GetAsync(name, cancellationToken);
        var bucket = _environments.Open(name, place.Bucket, aws);
        try
        {
            if (await EnvironmentStore.FindAsync(name, bucket, cancellationToken) is { } found)
            {
                if (_ledger.Environments.Find(name) is null) await AdoptAsync(found, cancellationToken);
                return found;
            }
        }
        catch (GlacierBatchException fault) when (fault.ErrorId == "BucketNotFound")
        {
            // Nothing is left of it but what this machine remembers.
        }

        return new GlacierEnvironment(New(name), bucket);
    }

    /// <summary>Makes an environment, or brings the one of that name to what is asked.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="settings">What is asked.</param>
    /// <param name="warn">Told what could not be read of former runs.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">It cannot be made so; the message says why.</exception>
    public Task<GlacierEnvironment> CreateAsync(
        string name, EnvironmentSettings settings, Action<string> warn, CancellationToken cancellationToken) =>
        CreateAsync(name, settings, ProvisioningWatch.Nobody with { Warn = warn }, cancellationToken);

    /// <summary>Makes an environment, or brings the one of that name to what is asked.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="settings">What is asked.</param>
    /// <param name="watch">Told what is done, and what could not be read of former runs.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">It cannot be made so; the message says why.</exception>
    public async Task<GlacierEnvironment> CreateAsync(
        string name, EnvironmentSettings settings, ProvisioningWatch watch, CancellationToken cancellationToken)
    {
        (name, var bucket) = Opened(name, settings);
        await EnvironmentProbe.RequireWritableAsync(bucket, cancellationToken);
        var draft = await DraftAsync(name, bucket, settings, cancellationToken);
        var batch = await _services(draft).ProvisionAsync(draft, settings, watch, cancellationToken);
        var workload = settings.Workload is { } path
            ? await _publisher.PublishAsync(path, settings.RegionCatalog, bucket.Store, cancellationToken)
            : null;
        var environment = await _environments.SaveAsync(
            name, bucket, there => Change(there ?? New(name), settings, workload) with { Batch = Merged(batch, there?.Batch, settings) },
            cancellationToken);
        foreach (var fault in await _runs.ImportAsync(environment, cancellationToken)) watch.Warn(fault);
        return environment;
    }

    /// <summary>
    /// What <see cref="CreateAsync(string, EnvironmentSettings, ProvisioningWatch, CancellationToken)"/> would change at the service.
    /// </summary>
    /// <exception cref="GlacierBatchException">It could not be made so; the message says why.</exception>
    public async Task<IReadOnlyList<PlannedChange>> PlanAsync(
        string name, EnvironmentSettings settings, ProvisioningWatch watch, CancellationToken cancellationToken)
    {
        (name, var bucket) = Opened(name, settings);
        var draft = await DraftAsync(name, bucket, settings, cancellationToken);
        return await _services(draft).PlanAsync(draft, settings, watch, cancellationToken);
    }

    /// <summary>Changes what future runs are given.</summary>
    public Task<GlacierEnvironment> SetAsync(string name, EnvironmentSettings settings, CancellationToken cancellationToken) =>
        SetAsync(name, settings, ProvisioningWatch.Nobody, cancellationToken);

    /// <summary>Changes what future runs are given, and the environment's part at its service where that depends on it.</summary>
    public async Task<GlacierEnvironment> SetAsync(
        string name, EnvironmentSettings settings, ProvisioningWatch watch, CancellationToken cancellationToken)
    {
        var environment = await GetAsync(name, cancellationToken);
        if (environment.Service != ServiceKind.Local && settings.TouchesService)
            return await CreateAsync(environment.Name, settings, watch, cancellationToken);
        EnvironmentRules.RequireBought(environment, settings);
        EnvironmentRules.RequireSound(settings);
        var workload = settings.Workload is { } path
            ? await _publisher.PublishAsync(path, settings.RegionCatalog, environment.Store, cancellationToken)
            : null;
        return await _environments.SaveAsync(
            environment.Name, environment.OpenBucket, there => Change(there ?? environment.Record, settings, workload), cancellationToken);
    }

    /// <summary>Records the image that an environment's next runs use.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="repository">The repository that it was pushed to.</param>
    /// <param name="image">The image, as <c>repository@sha256:digest</c>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">EnvironmentChanged: it has another repository by now; nothing was recorded.</exception>
    internal Task<GlacierEnvironment> SetImageAsync(
        GlacierEnvironment environment, string repository, string image, CancellationToken cancellationToken) =>
        _environments.SaveAsync(
            environment.Name, environment.OpenBucket,
            there => there is { Batch: { } batch } && batch.RepositoryUri == repository
                ? there with { Batch = batch with { Image = image } }
                : throw new GlacierBatchException(ErrorKind.InvalidOperation, "EnvironmentChanged",
                    $"The environment '{environment.Name}' has another repository than {repository} by now, or is gone.",
                    "Publish the image again.", environment.Name),
            cancellationToken);

    /// <summary>An environment's regions, from the catalogue that its workload carries.</summary>
    public Task<RegionCatalog> GetCatalogAsync(GlacierEnvironment environment, CancellationToken cancellationToken) =>
        _catalogs.GetAsync(environment, cancellationToken);

    /// <summary>What would stop a job, a check at a time.</summary>
    public async IAsyncEnumerable<EnvironmentCheck> CheckAsync(
        GlacierEnvironment environment, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await _probe.CheckBucketAsync(environment, cancellationToken);
        yield return await _probe.CheckWorkloadAsync(environment, cancellationToken);
        await foreach (var check in _services(environment).CheckAsync(environment, cancellationToken)) yield return check;
    }

    /// <summary>Tears an environment down: stops its jobs and forgets it. The bucket and its data stay.</summary>
    public Task RemoveAsync(GlacierEnvironment environment, CancellationToken cancellationToken) =>
        RemoveAsync(environment, new RemovalSettings(), ProvisioningWatch.Nobody, cancellationToken);

    /// <summary>Tears an environment down: stops its jobs, takes down what it has at its service, and forgets it.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="removal">What stays besides the bucket and its data.</param>
    /// <param name="watch">Told what is done.</param>
    /// <param name="cancellationToken">Stops waiting; what was begun goes on.</param>
    /// <exception cref="GlacierBatchException">Something is left; the message names it, and the environment stays known.</exception>
    public async Task RemoveAsync(
        GlacierEnvironment environment, RemovalSettings removal, ProvisioningWatch watch, CancellationToken cancellationToken)
    {
        var service = _services(environment);
        var open = _ledger.Jobs.Read(new JobFilter { Environment = environment.Name })
            .Where(job => !job.Status.IsEnded()).Select(job => job.Reference).ToList();
        await service.StopAsync(environment, open, StopReason, cancellationToken);
        await service.RemoveAsync(environment, removal, watch, cancellationToken);
        await _environments.RemoveAsync(environment.Name, cancellationToken);
    }

    /// <summary>How many jobs of an environment have not ended.</summary>
    public int CountOpenJobs(GlacierEnvironment environment) =>
        _ledger.Jobs.ReadRuns(environment.Name, null).Sum(run => run.Waiting + run.Running);

    /// <summary>What provisioning found, with the image that was published meanwhile: that is not provisioning's to lose.</summary>
    private static BatchRecord? Merged(BatchRecord? made, BatchRecord? there, EnvironmentSettings settings) => made is null ? there
        : made.JobDefinition is not null ? made
        : made with { Image = settings.Batch.Image ?? there?.Image ?? made.Image };

    /// <summary>The bucket that is asked for, once all that can be refused without a look at it has been.</summary>
    private (string Name, OpenBucket Bucket) Opened(string name, EnvironmentSettings settings)
    {
        EnvironmentStore.RequireName(name);
        name = _environments.Spell(name);
        if (_environments.Locate(name) is { } known && settings.Bucket is { } asked && !known.IsSame(asked))
        {
            throw new GlacierBatchException(ErrorKind.AlreadyExists, "EnvironmentHasOtherBucket",
                $"The environment '{name}' has the bucket {known.Bucket}, not {asked}.",
                $"Leave -Bucket out, choose another -Name, or forget it first: Remove-GlacierBatch {name}.", name);
        }

        EnvironmentRules.RequireSound(settings);
        if (settings is { Service: ServiceKind.Batch, Bucket: null } && _environments.Locate(name) is null)
        {
            throw new GlacierBatchException(ErrorKind.InvalidArgument, "NoBucket",
                "Jobs of AWS Batch need a bucket of S3, and none was given.", "Give its name with -Bucket.", name);
        }

        var bucket = _environments.Open(name, settings.Bucket, settings.Aws);
        if (settings.Service is { } service) EnvironmentRules.RequireBucketOf(service, bucket);
        return (name, bucket);
    }

    private async Task<GlacierEnvironment> DraftAsync(
        string name, OpenBucket bucket, EnvironmentSettings settings, CancellationToken cancellationToken)
    {
        var former = await EnvironmentStore.FindAsync(name, bucket, cancellationToken);
        var draft = new GlacierEnvironment(Change(former?.Record ?? New(name), settings, null), bucket);
        EnvironmentRules.RequireBucketOf(draft.Service, bucket);
        EnvironmentRules.RequireBought(draft, settings);
        return draft;
    }

    private static EnvironmentRecord Change(EnvironmentRecord there, EnvironmentSettings settings, WorkloadReference? workload) =>
        there with
    {
        Service = settings.Service ?? there.Service,
        BasePath = settings.BasePath?.Trim('/') ?? there.BasePath,
        Limits = settings.Limits(there.Limits),
        Workload = workload ?? there.Workload,
    };

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

    /// <summary>
    /// Takes up the environment of a name, or all, where their buckets are here and the ledger, deleted or new, does not know them.
    /// </summary>
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
        await ImportAsync(environment, cancellationToken);
        _environments.Remember(environment.Name, environment.OpenBucket);
    }

    private async Task ImportAsync(GlacierEnvironment environment, CancellationToken cancellationToken)
    {
        foreach (var fault in await _runs.ImportAsync(environment, cancellationToken)) _unread.Enqueue(fault);
    }
}
