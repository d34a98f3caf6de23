using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Ledgers;

/// <summary>The right to run one attempt of a job, until it is ended, given back, or taken over from a dead session.</summary>
/// <param name="Job">The job.</param>
/// <param name="Run">The run's row.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="Failures">How many attempts before it failed for a transient cause.</param>
/// <param name="VCpu">Processors.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
/// <param name="Token">Who may speak for the job; only the row that still has it is changed.</param>
/// <param name="Mark">By which the attempt's processes are found, whoever holds the lease by then.</param>
internal sealed record Lease(
    JobReference Job, long Run, int Attempt, int Failures, double VCpu, int MemoryMiB, string Token, string Mark);
