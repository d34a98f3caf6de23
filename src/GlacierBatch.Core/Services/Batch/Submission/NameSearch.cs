using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;

namespace GlacierBatch.Core.Services.Batch.Submission;

/// <summary>
/// Finds what became of a submission whose answer is not known, by its name. Of several jobs of that name the oldest is the one; the
/// others are stopped.
/// </summary>
/// <param name="batch">AWS Batch.</param>
/// <param name="time">The clock.</param>
internal sealed class NameSearch(IBatchClient batch, TimeProvider time)
{
    /// <summary>How long a job that was submitted may be missing in a list.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    private const string Doubled = "It was submitted twice; the older one goes on.";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Looks for a part's job as long as it may yet appear.</summary>
    /// <param name="part">The part.</param>
    /// <param name="recorded">Looks whether somebody else has found it meanwhile.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The id, or null where there is no such job.</returns>
    /// <exception cref="GlacierBatchException">AWS could not be asked to the end of that time.</exception>
    public async Task<string?> LookAsync(RunPart part, Func<Task<string?>> recorded, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            Exception? fault = null;
            try
            {
                if (await recorded() is { } known) return known;
                if (await FindAsync(part, cancellationToken) is { } found) return found;
            }
            catch (Exception error) when (AwsFault.IsTransient(error) || error is IOException)
            {
                fault = error;
            }

            if (time.GetElapsedTime(started) >= Longest)
            {
                return fault is null ? null : throw (AwsFault.KindOf(fault) is null ? fault : AwsFault.ToException(fault, part.JobName));
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    /// <summary>The job of a part as it can be found now, or null.</summary>
    public async Task<string?> FindAsync(RunPart part, CancellationToken cancellationToken)
    {
        var request = new ListJobsRequest { JobQueue = part.Queue, Filters = [new KeyValuesPair("JOB_NAME", [part.JobName])] };
        var found = new List<JobSummary>();
        await foreach (var job in batch.ListAllJobsAsync(request, cancellationToken))
        {
            if (job.JobName == part.JobName) found.Add(job);
        }

        var oldest = found.OrderBy(job => job.CreatedAt ?? long.MaxValue).ThenBy(job => job.JobId, StringComparer.Ordinal).FirstOrDefault();
        foreach (var other in found.Where(job => job != oldest && job.Status is not ("SUCCEEDED" or "FAILED")))
        {
            await StopAsync(other.JobId, cancellationToken);
        }

        return oldest?.JobId;
    }

    /// <summary>Stops a job that was submitted although there was one already.</summary>
    public Task StopAsync(string jobId, CancellationToken cancellationToken) =>
        batch.TerminateJobAsync(new TerminateJobRequest(jobId, Doubled), cancellationToken);
}
