using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;

namespace GlacierBatch.Core.Services.Batch.Watching;

/// <summary>
/// Result records and the marks of ends beside them: which are there is told by a listing, a thousand a page; what records say by
/// reading each.
/// </summary>
/// <param name="environment">The environment.</param>
internal sealed class ResultReader(GlacierEnvironment environment)
{
    private const int AtATime = 8;

    /// <summary>The keys of a run's result records.</summary>
    public async Task<HashSet<string>> ListAsync(string run, CancellationToken cancellationToken)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var entry in environment.Store.ListAsync(StoreLayout.Results(run), cancellationToken)) keys.Add(entry.Key);
        return keys;
    }

    /// <summary>How tasks of a run ended, by their positions in it, as far as their runners marked it.</summary>
    public async Task<IReadOnlyDictionary<int, EndMark>> ListEndsAsync(string run, CancellationToken cancellationToken)
    {
        var marks = new Dictionary<int, EndMark>();
        await foreach (var entry in environment.Store.ListAsync(StoreLayout.Ended(run), cancellationToken))
        {
            if (EndMark.Find(entry.Key, run) is { } mark) marks[mark.Index] = mark;
        }

        return marks;
    }

    /// <summary>The records of jobs by their index in the part; what has none, or a damaged one, is left out.</summary>
    public async Task<IReadOnlyDictionary<int, TaskResult>> ReadAsync(IEnumerable<PartJob> jobs, CancellationToken cancellationToken)
    {
        var results = new System.Collections.Concurrent.ConcurrentDictionary<int, TaskResult>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(jobs, options, async (job, stop) =>
        {
            if (await environment.Store.GetAsync(job.ResultKey, stop) is not { } document) return;
            try
            {
                results[job.Child] = TaskResult.Read(document.Content, job.ResultKey);
            }
            catch (InvalidDataException)
            {
                // A damaged record speaks for nothing: what Batch says counts.
            }
        });
        return results;
    }
}
