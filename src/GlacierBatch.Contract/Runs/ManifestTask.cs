using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Contract.Runs;

/// <summary>One task of a run, and what it is given.</summary>
/// <param name="Region">The region's name; its grid stands in the manifest's regions.</param>
/// <param name="Satellite">The imagery.</param>
/// <param name="Start">The first day.</param>
/// <param name="End">The last day, included.</param>
/// <param name="VCpu">Processors.</param>
/// <param name="MemoryMiB">Memory in MiB, above which the task is ended.</param>
public sealed record ManifestTask(string Region, Satellite Satellite, DateOnly Start, DateOnly End, double VCpu, int MemoryMiB)
{
    /// <summary>The task by itself.</summary>
    /// <exception cref="ArgumentException">The dates are reversed.</exception>
    public GlacierTask ToTask() => new(Region, Satellite, new DateWindow(Start, End));
}
