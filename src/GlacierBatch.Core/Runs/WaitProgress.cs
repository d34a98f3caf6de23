namespace GlacierBatch.Core.Runs;

/// <summary>How far jobs have come that are waited for.</summary>
/// <param name="States">How many stand where; states in which there are none are left out.</param>
/// <param name="Elapsed">Since the waiting began.</param>
public sealed record WaitProgress(IReadOnlyDictionary<JobStatus, int> States, TimeSpan Elapsed)
{
    /// <summary>All of them.</summary>
    public int Total => States.Values.Sum();

    /// <summary>Those that have ended.</summary>
    public int Ended => States.Where(state => state.Key.IsEnded()).Sum(state => state.Value);

    /// <summary>Why some of them wait, as far as a service says so; or null.</summary>
    public string? Cause { get; init; }

    /// <summary>The time that the rest will take at the rate so far, or null before anything has ended.</summary>
    public TimeSpan? Remaining => Ended == 0 ? null : Elapsed / Ended * (Total - Ended);
}
