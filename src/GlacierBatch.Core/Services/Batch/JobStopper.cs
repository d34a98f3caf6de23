using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Services.Batch;

/// <summary>
/// Stops jobs at AWS Batch: an array as a whole by one request where all that is left of it is meant, else child by child.
/// </summary>
/// <param name="environment">The environment.</param>
/// <param name="ledger">This machine's ledger.</param>
/// <param name="time">The clock.</param>
internal sealed class JobStopper(GlacierEnvironment environment, Ledger ledger, TimeProvider time)
{
    private const int AtATime = 8;
    private const int MaxReason = 250;

    private readonly IBatchClient _batch = environment.RequireAws().Batch;

    /// <summary>Stops jobs. That they were is in the bucket first, so that no machine begins them later.</summary>
    /// <exception cref="GlacierBatchException">Some could not be stopped.</exception>
    public async Task StopAsync(IReadOnlyList<JobReference> jobs, string reason, CancellationToken cancellationToken)
    {
        foreach (var run in jobs.GroupBy(job => job.Run, StringComparer.Ordinal))
        {
            var positions = run.Select(job => job.Index).ToHashSet();
            await RunStore.AddStopsAsync(environment, run.Key, [.. positions], reason, time.GetUtcNow(), cancellationToken);
            var ids = new List<string>();
            foreach (var part in ledger.Parts.Read(environment.Name, run.Key))
            {
                var open = ledger.Parts.ReadJobs(part).Where(job => !job.Status.IsEnded()).ToList();
                var meant = open.FindAll(job => positions.Contains(job.Position));
                if (meant.Count == 0 || part.JobId is not { } id) continue;
                positions.ExceptWith(meant.Select(job => job.Position));
                if (meant.Count == open.Count) ids.Add(id);
                else ids.AddRange(meant.Select(job => FormattableString.Invariant($"{id}:{job.Child}")));
            }

            // What Batch was never given has ended with this.
            ledger.Leases.Stop(
                positions.Select(position => new JobReference(environment.Name, run.Key, position)), reason, time.GetUtcNow());
            await TerminateAsync(ids, reason, cancellationToken);
        }
    }

    private async Task TerminateAsync(IReadOnlyList<string> ids, string reason, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForEachAsync(ids, options, async (id, stop) =>
                await _batch.TerminateJobAsync(new TerminateJobRequest(id, MessageText.Of(reason, MaxReason)), stop));
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
        {
            throw AwsFault.ToException(fault, environment.Name);
        }
    }
}
