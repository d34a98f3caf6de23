namespace GlacierBatch.Core.Services.Batch.Watching;

/// <summary>How long to wait between two looks: shorter while things change, longer while they do not or AWS asks for patience.</summary>
internal sealed class PollInterval
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The time until the next look.</summary>
    public TimeSpan Current { get; private set; } = Shortest;

    /// <summary>Something had changed.</summary>
    public void Quicken() => Current = Clamp(Current / 2);

    /// <summary>Nothing had.</summary>
    public void Slacken() => Current = Clamp(Current * 1.5);

    /// <summary>AWS refused for the rate, or could not be reached.</summary>
    public void Retreat() => Current = Clamp(Current * 2);

    private static TimeSpan Clamp(TimeSpan time) => time < Shortest ? Shortest : time > Longest ? Longest : time;
}
