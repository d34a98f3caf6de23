using System.Runtime.CompilerServices;
using System.Text;
using GlacierBatch.Core.Ledgers;

namespace GlacierBatch.Core.Runs;

/// <summary>Reads the logs of a job's attempts, also while they grow.</summary>
/// <param name="open">Opens an attempt's log, or null where there is none yet.</param>
/// <param name="refresh">The job as it stands now.</param>
/// <param name="changes">Wakes for this session's changes.</param>
/// <param name="time">The clock.</param>
internal sealed class LogReader(
    Func<int, CancellationToken, Task<Stream?>> open, Func<Job> refresh, ChangeSignal changes, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>The lines of one attempt as they stand now.</summary>
    public async IAsyncEnumerable<LogLine> ReadAsync(int attempt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await open(attempt, cancellationToken) is not { } stream) yield break;
        var job = refresh();
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellationToken) is { } line) yield return LogLine.Parse(job, attempt, line);
    }

    /// <summary>The lines of an attempt and of those that follow it, until the job has ended.</summary>
    public async IAsyncEnumerable<LogLine> FollowAsync(int attempt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Stream? stream = null;
        var text = new StringBuilder();
        try
        {
            while (true)
            {
                var changed = changes.Next;

                // Look at the job first: what its log lacks of an ended attempt when it is read after that, never comes.
                var job = refresh();
                var isOver = job.Status.IsEnded() || job.Attempts > attempt;
                stream ??= await open(attempt, cancellationToken);
                foreach (var line in await ReadNewAsync(stream, text, isOver, cancellationToken)) yield return LogLine.Parse(job, attempt, line);
                if (!isOver)
                {
                    await ChangeSignal.WaitAsync(changed, Interval, time, cancellationToken);
                    continue;
                }

                if (job.Attempts <= attempt) yield break;
                if (stream is not null) await stream.DisposeAsync();
                stream = null;
                attempt++;
            }
        }
        finally
        {
            if (stream is not null) await stream.DisposeAsync();
        }
    }

    private static async Task<IReadOnlyList<string>> ReadNewAsync(
        Stream? stream, StringBuilder text, bool takesRest, CancellationToken cancellationToken)
    {
        if (stream is null) return [];
        using (var reader = new StreamReader(stream, Encoding.UTF8, false, bufferSize: -1, leaveOpen: true))
        {
            text.Append(await reader.ReadToEndAsync(cancellationToken));
        }

        var read = text.ToString();
        var end = takesRest ? read.Length : read.LastIndexOf('\n') + 1;
        text.Remove(0, end);
        return read[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
