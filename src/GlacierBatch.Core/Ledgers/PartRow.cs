namespace GlacierBatch.Core.Ledgers;

/// <summary>What a service was given as one job or array.</summary>
/// <param name="RunId">The run's row.</param>
/// <param name="Run">The run's name.</param>
/// <param name="Part">The part's number in the run.</param>
/// <param name="Size">How many tasks it has; one is a plain job.</param>
/// <param name="Name">Under which name it was submitted.</param>
/// <param name="Queue">To which queue.</param>
/// <param name="Intended">When it was decided to submit it.</param>
/// <param name="JobId">The service's id, or null while it is not known whether the service has it.</param>
internal sealed record PartRow(
    long RunId, string Run, int Part, int Size, string Name, string Queue, DateTimeOffset Intended, string? JobId)
{
    /// <summary>Whether it is an array.</summary>
    public bool IsArray => Size > 1;
}
