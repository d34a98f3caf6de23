using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Services.Batch.Logs;

/// <summary>Finds the log of an attempt on Batch: the one that the runner kept, else the container's in CloudWatch Logs.</summary>
/// <param name="ledger">Knows the streams' names.</param>
/// <param name="time">The clock.</param>
internal sealed class AttemptLogs(Ledger ledger, TimeProvider time)
{
    /// <summary>Where Batch writes the logs of definitions that name no group.</summary>
    private const string DefaultGroup = "/aws/batch/job";

    /// <summary>Opens an attempt's log.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="job">The job.</param>
    /// <param name="attempt">Which attempt, from 1.</param>
    /// <param name="tail">How many of the last lines are wanted, or null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The log, or null where there is none yet.</returns>
    public async Task<ILogSource?> OpenAsync(
        GlacierEnvironment environment, Job job, int attempt, int? tail, CancellationToken cancellationToken)
    {
        // The runner writes it whole, when the attempt is over: where it is, nothing is missing from it.
        var key = StoreLayout.Log(job.RunName, job.Task, attempt);
        if (await environment.Store.FindAsync(key, cancellationToken) is not null)
        {
            return new StreamLog(await environment.Store.OpenReadAsync(key, cancellationToken));
        }

        var stream = ledger.Attempts.Read(job.Reference).FirstOrDefault(row => row.Attempt == attempt)?.LogStream
            ?? await FindRunningAsync(environment, job, attempt, cancellationToken);
        if (string.IsNullOrEmpty(stream)) return null;
        var group = environment.Record.Batch?.LogGroup ?? DefaultGroup;
        return await CloudWatchLog.OpenAsync(environment.RequireAws().Logs, group, stream, tail, time, cancellationToken);
    }

    /// <summary>Batch lists an attempt once it has ended; the stream of the one that runs is told with the job's container.</summary>
    private async Task<string?> FindRunningAsync(
        GlacierEnvironment environment, Job job, int attempt, CancellationToken cancellationToken)
    {
        if (ledger.Parts.FindJobId(job.Reference) is not { } id) return null;
        try
        {
            var answer = await environment.RequireAws().Batch.DescribeJobsAsync(new DescribeJobsRequest([id]), cancellationToken);
            if (answer.Jobs is not [var detail, ..]) return null;
            var ended = detail.Attempts ?? [];
            if (attempt <= ended.Count) return ended[attempt - 1].Container?.LogStreamName;
            return attempt == ended.Count + 1 && detail.Status is ("STARTING" or "RUNNING") ? detail.Container?.LogStreamName : null;
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
        {
            throw AwsFault.ToException(fault, job.JobId);
        }
    }
}
