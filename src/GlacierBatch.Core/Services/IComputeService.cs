using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Probes;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Core.Services.Batch.Provisioning;

namespace GlacierBatch.Core.Services;

/// <summary>
/// Where jobs run. One adapter a service; what is above knows none of them. What a service does goes into the ledger, from which
/// jobs are read and waited for in the same way on all of them.
/// </summary>
public interface IComputeService
{
    /// <summary>Which one it is.</summary>
    ServiceKind Kind { get; }

    /// <summary>Whether its queue is the ledger, so that a run is queued as soon as it is written there.</summary>
    bool QueuesInLedger { get; }

    /// <summary>
    /// Makes what jobs of an environment need at the service, or brings what is there to what is asked. Called again it does nothing
    /// where nothing has changed.
    /// </summary>
    /// <param name="environment">The environment as it will be; its record is written once this has succeeded.</param>
    /// <param name="settings">What is asked.</param>
    /// <param name="watch">Told what is done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What it has at AWS, or null where it needs nothing there.</returns>
    /// <exception cref="GlacierBatchException">It cannot be made so; the message says why.</exception>
    Task<BatchRecord?> ProvisionAsync(
        GlacierEnvironment environment, EnvironmentSettings settings, ProvisioningWatch watch, CancellationToken cancellationToken);

    /// <summary>What <see cref="ProvisionAsync"/> would change, resource by resource. Nothing is changed.</summary>
    /// <exception cref="GlacierBatchException">It cannot be made so; the message says why.</exception>
    Task<IReadOnlyList<PlannedChange>> PlanAsync(
        GlacierEnvironment environment, EnvironmentSettings settings, ProvisioningWatch watch, CancellationToken cancellationToken);

    /// <summary>What would stop a job, a check at a time.</summary>
    IAsyncEnumerable<EnvironmentCheck> CheckAsync(GlacierEnvironment environment, CancellationToken cancellationToken);

    /// <summary>Makes sure that the service may be used at all, before anything is written.</summary>
    /// <exception cref="GlacierBatchException">It may not be by these credentials, or not from here.</exception>
    Task RequireAccessAsync(GlacierEnvironment environment, CancellationToken cancellationToken);

    /// <summary>
    /// What the service will be told of each task by its position, in one line; null where there is nothing beyond the task itself.
    /// Calls nothing.
    /// </summary>
    IReadOnlyList<string>? Describe(GlacierEnvironment environment, RunManifest manifest);

    /// <summary>Refuses a run that could not be carried out, before anything of it is written. Calls nothing of the service's.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="manifest">The run.</param>
    /// <param name="isRehearsal">Whether it is only told what would be done: then what may still be made ready may be missing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">It could not; the message says why.</exception>
    Task RequireAsync(GlacierEnvironment environment, RunManifest manifest, bool isRehearsal, CancellationToken cancellationToken);

    /// <summary>Starts a run that is in the bucket and in the ledger. What of it has been started already is not started again.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="manifest">The run.</param>
    /// <param name="cancellationToken">Stops it; the run may be submitted again then.</param>
    /// <returns>Whether anything of it was left to be started.</returns>
    /// <exception cref="GlacierBatchException">It cannot be, or not wholly; the message says why.</exception>
    Task<bool> SubmitAsync(GlacierEnvironment environment, RunManifest manifest, CancellationToken cancellationToken);

    /// <summary>Makes sure that an environment's queue is worked on, also what an ended session left. Returns at once.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="jobs">Jobs that were submitted without being started, and shall start now.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">They cannot be; the message says why.</exception>
    Task ContinueAsync(GlacierEnvironment environment, IReadOnlyList<JobReference> jobs, CancellationToken cancellationToken);

    /// <summary>Brings the ledger up to date once, where a service must be asked for it.</summary>
    /// <exception cref="GlacierBatchException">It cannot be asked; the ledger stays as it is.</exception>
    Task RefreshAsync(GlacierEnvironment environment, CancellationToken cancellationToken);

    /// <summary>What keeps this session from working on an environment's jobs, or null.</summary>
    Exception? FindFault(GlacierEnvironment environment);

    /// <summary>Stops jobs: those that wait at once, those that run within the grace period.</summary>
    Task StopAsync(GlacierEnvironment environment, IReadOnlyList<JobReference> jobs, string reason, CancellationToken cancellationToken);

    /// <summary>The log of one attempt, or null where there is none (yet).</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="job">The job.</param>
    /// <param name="attempt">Which attempt, from 1.</param>
    /// <param name="tail">How many of its last lines are wanted: it need not give more, and may; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<ILogSource?> OpenLogAsync(
        GlacierEnvironment environment, Job job, int attempt, int? tail, CancellationToken cancellationToken);

    /// <summary>Runs a job that is no task and tries whether tasks could run, or waits for the one of that name.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="request">What it tries.</param>
    /// <param name="told">Told what happens.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="GlacierBatchException">It cannot be run here; the message says why.</exception>
    Task<ProbeResult> ProbeAsync(
        GlacierEnvironment environment, ProbeRequest request, Action<string> told, CancellationToken cancellationToken);

    /// <summary>Takes down what the service made for an environment. Jobs were stopped before; data stays.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="removal">What stays all the same.</param>
    /// <param name="watch">Told what is done.</param>
    /// <param name="cancellationToken">Stops waiting; what was begun goes on.</param>
    /// <exception cref="GlacierBatchException">Something is left; the message names it. The environment stays known.</exception>
    Task RemoveAsync(
        GlacierEnvironment environment, RemovalSettings removal, ProvisioningWatch watch, CancellationToken cancellationToken);
}
