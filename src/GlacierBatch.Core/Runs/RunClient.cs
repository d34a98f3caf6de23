using System.Runtime.CompilerServices;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Regions;
using GlacierBatch.Core.Services;

namespace GlacierBatch.Core.Runs;

/// <summary>Plans and submits runs; finds, waits for and stops their jobs; reads their logs.</summary>
public sealed class RunClient
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromMilliseconds(500);

    // An account's requests to CloudWatch Logs are few a second, for all who follow.
    private static readonly TimeSpan CloudLogInterval = TimeSpan.FromSeconds(3);

    private readonly Ledger _ledger;
    private readonly EnvironmentClient _environments;
    private readonly RunPlanner _planner;
    private readonly RunStore _runs;
    private readonly JobWaiter _waiter;
    private readonly Func<GlacierEnvironment, IComputeService> _services;
    private readonly TimeProvider _time;

    internal RunClient(
        Ledger ledger, EnvironmentClient environments, CatalogProvider catalogs, Func<GlacierEnvironment, IComputeService> services,
        TimeProvider time)
    {
        (_ledger, _environments, _services, _time) = (ledger, environments, services, time);
        _planner = new RunPlanner(catalogs, time);
        _runs = new RunStore(ledger);
        _waiter = new JobWaiter(ledger, time);
    }

    /// <summary>Plans a run and makes sure that it could be carried out. Nothing is written.</summary>
    public async Task<RunPlan> PlanAsync(GlacierEnvironment environment, RunRequest request, CancellationToken cancellationToken)
    {
        var plan = await _planner.PlanAsync(environment, request, cancellationToken);
        await _services(environment).RequireAsync(environment, plan.Manifest, request.IsRehearsal, cancellationToken);
        return plan;
    }

    /// <summary>Plans the same tasks again that jobs had, a run for each that they come from.</summary>
    public async Task<IReadOnlyList<RunPlan>> PlanAgainAsync(
        IReadOnlyList<Job> jobs, RunOverrides overrides, CancellationToken cancellationToken)
    {
        var plans = new List<RunPlan>();
        foreach (var run in jobs.GroupBy(job => (job.Environment, job.RunName)))
        {
            var environment = await _environments.GetAsync(run.Key.Environment, cancellationToken);
            var former = await RunStore.ReadAsync(environment, run.Key.RunName, cancellationToken);
            var plan = _planner.PlanAgain(environment, former, run, overrides);
            await _services(environment).RequireAsync(environment, plan.Manifest, isRehearsal: false, cancellationToken);
            plans.Add(plan);
        }

        return plans;
    }

    /// <summary>Submits a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="start">Whether its jobs are started now; otherwise they wait until they are waited for.</param>
    /// <param name="cancellationToken">Stops it before anything is written.</param>
    /// <returns>The jobs.</returns>
    public async Task<IEnumerable<Job>> SubmitAsync(RunPlan plan, bool start, CancellationToken cancellationToken)
    {
        if (plan.Manifest.Tasks.Count == 0) return [];
        var (environment, manifest) = (plan.Environment, plan.Manifest);
        var service = _services(environment);
        await service.RequireAccessAsync(environment, cancellationToken);
        if (service.QueuesInLedger)
        {
            await _runs.AddAsync(environment, manifest, start ? JobStatus.RUNNABLE : JobStatus.SUBMITTED, cancellationToken);
            if (start) await service.SubmitAsync(environment, manifest, cancellationToken);
        }
        else
        {
            manifest = await SubmitToAsync(service, plan, start, cancellationToken);
        }

        return _ledger.Jobs.Read(new JobFilter { Environment = environment.Name, Run = manifest.Run });
    }

    /// <summary>
    /// What the service will be told of each task of a plan, in one line; null where there is nothing beyond the task itself.
    /// </summary>
    public IReadOnlyList<string>? Describe(RunPlan plan) => _services(plan.Environment).Describe(plan.Environment, plan.Manifest);

    /// <summary>
    /// Submits to a service that has a queue of its own. A submission that was cut off, here or on another machine, is gone on with: no
    /// task is submitted twice because a command was repeated.
    /// </summary>
    private async Task<RunManifest> SubmitToAsync(IComputeService service, RunPlan plan, bool start, CancellationToken cancellationToken)
    {
        var (environment, manifest) = (plan.Environment, plan.Manifest);
        var begun = plan.IsNamed
            ? null
            : await _runs.FindBegunAsync(environment, manifest, _ledger.Parts.ReadUnfinishedRuns(environment.Name), cancellationToken);
        (var there, var isNew) = begun is null ? await _runs.AddOrFindAsync(environment, manifest, cancellationToken) : (begun, false);
        if (!start) return isNew ? there : throw RunStore.WasSubmitted(environment, there.Run);
        var wasOpen = await service.SubmitAsync(environment, there, cancellationToken);
        return isNew || wasOpen ? there : throw RunStore.WasSubmitted(environment, there.Run);
    }

    /// <summary>Jobs, in the order of their runs and positions.</summary>
    public async Task<IEnumerable<Job>> ReadAsync(JobSelection selection, CancellationToken cancellationToken)
    {
        await _environments.AdoptAsync(selection.Environment, cancellationToken);
        await RefreshAsync(selection.Environment, cancellationToken);
        var filter = new JobFilter { Environment = selection.Environment, Statuses = selection.Statuses };
        var jobs = selection.RunNames is { } runs
            ? runs.SelectMany(run => _ledger.Jobs.Read(filter with { Run = run }))
            : _ledger.Jobs.Read(filter);
        if (selection.Regions is not { } names) return jobs;
        var patterns = names.Select(NamePattern.Parse).ToList();
        return jobs.Where(job => patterns.Exists(pattern => pattern.IsMatch(job.Region)));
    }

    /// <summary>The jobs of a run as they stand now.</summary>
    /// <exception cref="GlacierBatchException">There is no such run.</exception>
    public async Task<IEnumerable<Job>> ReadRunAsync(string environment, string run, CancellationToken cancellationToken)
    {
        await RefreshAsync(environment, cancellationToken);
        return ReadRun(environment, run);
    }

    /// <summary>The jobs of a run as they are known.</summary>
    /// <exception cref="GlacierBatchException">There is no such run.</exception>
    public IEnumerable<Job> ReadRun(string environment, string run)
    {
        if (_ledger.Jobs.HasRun(environment, run)) return _ledger.Jobs.Read(new JobFilter { Environment = environment, Run = run });
        throw NoRun(environment, run);
    }

    /// <summary>The names of the runs that are meant.</summary>
    /// <param name="environment">The environment's name, or null for all.</param>
    /// <param name="names">Names, also with wildcards.</param>
    /// <param name="missing">Told of each name without wildcards that is no run's; the others go on.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<string>> FindNamesAsync(
        string? environment, IReadOnlyList<string> names, Action<GlacierBatchException> missing, CancellationToken cancellationToken)
    {
        await _environments.AdoptAsync(environment, cancellationToken);
        var known = _ledger.Jobs.ReadRunNames(environment);
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pattern in names.Select(NamePattern.Parse))
        {
            var matches = known.Where(pattern.IsMatch).ToList();
            found.UnionWith(matches);
            if (matches.Count == 0 && pattern.Literal is { } name) missing(NoRun(environment, name));
        }

        return [.. known.Where(found.Contains).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The name of the run that was submitted last, as far as this machine knows.</summary>
    /// <param name="environment">The environment's name; null takes the only one there is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">There is no such environment, or it has no run yet.</exception>
    public async Task<string> FindNewestNameAsync(string? environment, CancellationToken cancellationToken)
    {
        var place = await _environments.GetAsync(environment, cancellationToken);
        return _ledger.Jobs.ReadRuns(place.Name, null) is [.., var newest] ? newest.RunName : throw new GlacierBatchException(
            ErrorKind.NotFound, "RunNotFound", $"The environment '{place.Name}' has no run on this machine yet.",
            "Submit one, or look for those of other machines with Get-GlacierRun -Discover.", place.Name);
    }

    private static GlacierBatchException NoRun(string? environment, string run) => new(ErrorKind.NotFound, "RunNotFound",
        environment is null ? $"There is no run '{MessageText.Of(run)}' on this machine."
            : $"The environment '{environment}' has no run '{MessageText.Of(run)}'.",
        "Get-GlacierRun lists them; with -Discover it looks for those of other machines first.", run);

    /// <summary>The newest job of each task, in the order of the jobs.</summary>
    /// <param name="environment">The environment's name.</param>
    /// <param name="regions">Regions by name, with wildcards, or null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<Job>> ReadNewestAsync(
        string environment, IReadOnlyList<string>? regions, CancellationToken cancellationToken)
    {
        var jobs = await ReadAsync(new JobSelection { Environment = environment, Regions = regions }, cancellationToken);
        return [.. jobs.GroupBy(job => job.JobName, StringComparer.Ordinal).Select(same => same.Last())];
    }

    /// <summary>A job by its id.</summary>
    /// <param name="jobId">The id.</param>
    /// <param name="isFresh">Whether its service is asked how it stands now, or what is known must do.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">It is no job id, or there is no such job.</exception>
    public async Task<Job> GetAsync(string jobId, bool isFresh, CancellationToken cancellationToken)
    {
        var reference = JobReference.Parse(jobId);
        if (Find(reference) is { } known && (!isFresh || known.Status.IsEnded())) return known;
        await _environments.AdoptAsync(reference.Environment, cancellationToken);
        if (isFresh) await RefreshAsync(reference.Environment, cancellationToken);
        return Find(reference) ?? throw new GlacierBatchException(
            ErrorKind.NotFound, "JobNotFound", $"There is no job '{MessageText.Of(jobId)}' on this machine.", "Get-GlacierJob lists them.",
            jobId);
    }

    private Job? Find(JobReference reference) => _ledger.Jobs.Read(
        new JobFilter { Environment = reference.Environment, Run = reference.Run, Index = reference.Index }).FirstOrDefault();

    /// <summary>Runs with their counts, oldest first.</summary>
    public async Task<IReadOnlyList<GlacierRun>> ReadRunsAsync(string? environment, CancellationToken cancellationToken)
    {
        await _environments.AdoptAsync(environment, cancellationToken);
        await RefreshAsync(environment, cancellationToken);
        return _ledger.Jobs.ReadRuns(environment, null);
    }

    /// <summary>Learns of an environment's runs that other machines submitted, from their manifests in the bucket.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What could not be read, a sentence each; all else is known now.</returns>
    public Task<IReadOnlyList<string>> DiscoverAsync(GlacierEnvironment environment, CancellationToken cancellationToken) =>
        _runs.ImportAsync(environment, cancellationToken);

    /// <summary>Asks services how the jobs stand that the ledger believes open. Where one cannot be asked, what is known must do.</summary>
    private async Task RefreshAsync(string? name, CancellationToken cancellationToken)
    {
        foreach (var each in _ledger.Parts.ReadWatched()
            .Where(known => name is null || known.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            try
            {
                var environment = await _environments.GetAsync(each, cancellationToken);
                await _services(environment).RefreshAsync(environment, cancellationToken);
            }
            catch (Exception fault) when (fault is GlacierBatchException or IOException)
            {
                // The ledger's knowledge is older then; whoever waits is told.
            }
        }
    }

    /// <summary>Waits for jobs, makes sure that somebody works on them, and yields each as it ends.</summary>
    /// <param name="jobs">Which.</param>
    /// <param name="timeout">How long to wait, or null for as long as it takes.</param>
    /// <param name="pollInterval">How long a change by another session may go unnoticed.</param>
    /// <param name="progress">Told after every change.</param>
    /// <param name="cancellationToken">Stops the waiting; the jobs run on.</param>
    public async IAsyncEnumerable<Job> WaitAsync(
        IReadOnlyList<Job> jobs, TimeSpan? timeout, TimeSpan pollInterval, Action<WaitProgress> progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var findFaults = new List<Func<Exception?>>();
        foreach (var group in jobs.Where(job => !job.Status.IsEnded()).GroupBy(job => job.Environment, StringComparer.OrdinalIgnoreCase))
        {
            var environment = await _environments.GetAsync(group.Key, cancellationToken);
            var service = _services(environment);
            var unstarted = group.Where(job => job.Status == JobStatus.SUBMITTED).Select(job => job.Reference).ToList();
            await service.ContinueAsync(environment, unstarted, cancellationToken);
            findFaults.Add(() => service.FindFault(environment));
        }

        var ended = _waiter.WaitAsync(
            [.. jobs.Select(job => job.Reference)], timeout, pollInterval,
            () => findFaults.Select(find => find()).FirstOrDefault(fault => fault is not null), progress, cancellationToken);
        await foreach (var job in ended) yield return job;
    }

    /// <summary>Stops jobs that have not ended.</summary>
    public async Task StopAsync(IReadOnlyList<Job> jobs, string reason, CancellationToken cancellationToken)
    {
        foreach (var group in jobs.GroupBy(job => job.Environment, StringComparer.OrdinalIgnoreCase))
        {
            var environment = await _environments.GetAsync(group.Key, cancellationToken);
            await _services(environment).StopAsync(environment, [.. group.Select(job => job.Reference)], reason, cancellationToken);
        }
    }

    /// <summary>The lines of one attempt's log as they stand now; none where there is no log yet.</summary>
    /// <param name="job">The job.</param>
    /// <param name="attempt">The attempt, from 1.</param>
    /// <param name="tail">Only so many of the last lines, or null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<LogLine> ReadLogAsync(
        Job job, int attempt, int? tail, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = await LogOfAsync(job, cancellationToken);
        await foreach (var line in reader.ReadAsync(attempt, tail, cancellationToken)) yield return line;
    }

    /// <summary>The lines of an attempt's log and of those that follow it, until the job has ended.</summary>
    /// <param name="job">The job.</param>
    /// <param name="attempt">The attempt to begin with, from 1.</param>
    /// <param name="tail">Only so many of the lines that are there already, or null for all.</param>
    /// <param name="cancellationToken">Stops the following.</param>
    public async IAsyncEnumerable<LogLine> FollowLogAsync(
        Job job, int attempt, int? tail, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = await LogOfAsync(job, cancellationToken);
        await foreach (var line in reader.FollowAsync(attempt, tail, cancellationToken)) yield return line;
    }

    private async Task<LogReader> LogOfAsync(Job job, CancellationToken cancellationToken)
    {
        var environment = await _environments.GetAsync(job.Environment, cancellationToken);
        var service = _services(environment);
        return new LogReader(
            (attempt, tail, token) => service.OpenLogAsync(environment, job, attempt, tail, token), token =>
                GetAsync(job.JobId, isFresh: true, token),
            _ledger.Changed, environment.Service == ServiceKind.Local ? LogInterval : CloudLogInterval, _time);
    }
}
