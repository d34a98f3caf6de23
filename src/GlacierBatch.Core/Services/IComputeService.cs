using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Services;

/// <summary>
/// Where jobs run. One adapter a service; what is above knows none of them. What a service does goes into the ledger, from which
/// jobs are read and waited for in the same way on all of them.
/// </summary>
public interface IComputeService
{
    /// <summary>Which one it is.</summary>
    ServiceKind Kind { get; }

    /// <summary>What would stop a job, a check at a time.</summary>
    IAsyncEnumerable<EnvironmentCheck> CheckAsync(GlacierEnvironment environment, CancellationToken cancellationToken);

    /// <summary>Refuses a run that could not be carried out, before anything of it is written.</summary>
    /// <exception cref="GlacierBatchException">It could not; the message says why.</exception>
    Task RequireAsync(GlacierEnvironment environment, RunManifest manifest, CancellationToken cancellationToken);

    /// <summary>Makes sure that an environment's queue is worked on, also what an ended session left. Returns at once.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="jobs">Jobs that were submitted without being started, and shall start now.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">They cannot be; the message says why.</exception>
    Task ContinueAsync(GlacierEnvironment environment, IReadOnlyList<JobReference> jobs, CancellationToken cancellationToken);

    /// <summary>What keeps this session from working on an environment's jobs, or null.</summary>
    Exception? FindFault(GlacierEnvironment environment);

    /// <summary>Stops jobs: those that wait at once, those that run within the grace period.</summary>
    Task StopAsync(GlacierEnvironment environment, IReadOnlyList<JobReference> jobs, string reason, CancellationToken cancellationToken);

    /// <summary>The log of one attempt, or null where there is none (yet).</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="job">The job.</param>
    /// <param name="attempt">Which attempt, from 1.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<Stream?> OpenLogAsync(GlacierEnvironment environment, Job job, int attempt, CancellationToken cancellationToken);

    /// <summary>Takes down what the service made for an environment. Jobs were stopped before; data stays.</summary>
    Task RemoveAsync(GlacierEnvironment environment, CancellationToken cancellationToken);
}
