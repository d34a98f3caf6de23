namespace GlacierBatch.Core.Checkpoints;

/// <summary>A stretch of work on an attempt, by one session. One that was killed has lasted until its last sign of life.</summary>
/// <param name="Worker">Which process on which machine.</param>
/// <param name="Started">When it began.</param>
/// <param name="Seen">Its last sign of life.</param>
/// <param name="IsOver">Whether it has ended or paused by itself.</param>
public sealed record WorkSession(string Worker, DateTimeOffset Started, DateTimeOffset Seen, bool IsOver)
{
    /// <summary>How long it has worked.</summary>
    internal TimeSpan Duration => Seen > Started ? Seen - Started : TimeSpan.Zero;
}
