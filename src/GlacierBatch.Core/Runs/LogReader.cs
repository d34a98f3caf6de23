using System.Runtime.CompilerServices;
using GlacierBatch.Core.Ledgers;

namespace GlacierBatch.Core.Runs;

/// <summary>Reads the logs of a job's attempts, also while they grow.</summary>
/// <param name="open">Opens an attempt's log, or null where there is none yet; the number is how many of its last lines are wanted.</param>
/// <param name="refresh">The job as it stands now.</param>
/// <param name="changes">Wakes for this session's changes.</param>
/// <param name="interval">How long what others write may go unnoticed.</param>
/// <param name="time">The clock.</param>
internal sealed class LogReader(
    Func<int, int?, CancellationToken, Task<ILogSource?>> open, Func<CancellationToken, Task<Job>> refresh, ChangeSignal changes,
    TimeSpan interval, TimeProvider time)
{
    /// <summary>The lines of one attempt as they stand now.</summary>
    /// <param name="attempt">Which, from 1.</param>
    /// <param name="tail">Only so many of the last, or null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<LogLine> ReadAsync(int attempt, int? tail, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await open(attempt, tail, cancellationToken) is not { } source) yield break;
        await using (source)
        {
            var job = await refresh(cancellationToken);
            var lines = LinesAsync(source, tail, isOver: true, cancellationToken);
            await foreach (var line in lines) yield return LogLine.Parse(job, attempt, line);
        }
    }

    /// <summary>The lines of an attempt and of those that follow it, until the job has ended.</summary>
    /// <param name="attempt">The first, from 1.</param>
    /// <param name="tail">Only so many of the last of those that are there already, or null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<LogLine> FollowAsync(int attempt, int? tail, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ILogSource? source = null;
        try
        {
            while (true)
            {
                var changed = changes.Next;

                // Look at the job first: what its log lacks of an ended attempt when it is read after that, never comes.
                var job = await refresh(cancellationToken);
                var isOver = job.Status.IsEnded() || job.Attempts > attempt;
                source ??= await open(attempt, tail, cancellationToken);
                if (source is not null)
                {
                    await foreach (var line in LinesAsync(source, tail, isOver, cancellationToken))
                    {
                        yield return LogLine.Parse(job, attempt, line);
                    }

                    tail = null;
                }

                if (!isOver)
                {
                    await ChangeSignal.WaitAsync(changed, interval, time, cancellationToken);
                    continue;
                }

                if (job.Attempts <= attempt) yield break;
                if (source is not null) await source.DisposeAsync();
                source = null;
                attempt++;
            }
        }
        finally
        {
            if (source is not null) await source.DisposeAsync();
        }
    }

    private static IAsyncEnumerable<string> LinesAsync(ILogSource source, int? tail, bool isOver, CancellationToken cancellationToken) =>
        tail is { } count ? PagesAsync(source, isOver, cancellationToken).TakeLast(count) : PagesAsync(source, isOver, cancellationToken);

    private static async IAsyncEnumerable<string> PagesAsync(
        ILogSource source, bool isOver, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await source.ReadAsync(isOver, cancellationToken) is { Count: > 0 } lines)
        {
            foreach (var line in lines) yield return line;
        }
    }
}
