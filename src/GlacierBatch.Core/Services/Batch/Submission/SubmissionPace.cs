namespace GlacierBatch.Core.Services.Batch.Submission;

/// <summary>Keeps submissions below what AWS Batch takes from an account, 50 a second.</summary>
/// <param name="time">The clock.</param>
internal sealed class SubmissionPace(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private long? _next;

    /// <summary>Waits for the next turn.</summary>
    public async Task TakeTurnAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var turn = _next is { } next && next > now ? next : now;
            _next = turn + (long)(Interval.TotalSeconds * time.TimestampFrequency);
            wait = time.GetElapsedTime(now, turn);
        }

        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);
    }
}
