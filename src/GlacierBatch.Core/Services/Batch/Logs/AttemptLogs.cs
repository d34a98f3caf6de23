using GlacierBatch.Contract.Runs;
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

        var stream = ledger.Attempts.Read(job.Reference).FirstOrDefault(row => row.Attempt == attempt)?.LogStream;
        if (string.IsNullOrEmpty(stream)) return null;
        var group = environment.Record.Batch?.LogGroup ?? DefaultGroup;
        return await CloudWatchLog.OpenAsync(environment.RequireAws().Logs, group, stream, tail, time, cancellationToken);
    }
}
