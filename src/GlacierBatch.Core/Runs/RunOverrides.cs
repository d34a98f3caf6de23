using GlacierBatch.Core.Services.Batch;

namespace GlacierBatch.Core.Runs;

/// <summary>What the tasks of one run are given, other than the environment or their size class says.</summary>
/// <param name="VCpu">Processors of a task, or null.</param>
/// <param name="MemoryMiB">Memory of a task in MiB, or null.</param>
/// <param name="TimeoutSeconds">How long an attempt may take in seconds, or null.</param>
/// <param name="Compute">How the machines of a restarted run are bought, or null.</param>
public sealed record RunOverrides(
    double? VCpu = null, int? MemoryMiB = null, int? TimeoutSeconds = null, PurchaseOption? Compute = null);
