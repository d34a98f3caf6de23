using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;

namespace GlacierBatch.Core.Services.Local;

/// <summary>Carries out one attempt by the task runner, keeps its log, and tells the ledger how it ended.</summary>
internal sealed class AttemptExecutor(
    GlacierEnvironment environment, GlacierHome home, LeaseTable leases, PythonInterpreter python, TimeProvider time)
{
    private readonly TaskRunner _runner = new(
        environment.Store,
        new TaskRunnerOptions
        {
            ScratchFolder = home.Scratch(environment.Name),
            CacheFolder = home.Cache,
            Python = python,
            Bucket = environment.Bucket,
        },
        time);

    /// <summary>Where an attempt's log grows while it runs.</summary>
    public static string LiveLog(GlacierHome home, string environment, string run, int index, int attempt) =>
        Path.Combine(home.Logs(environment), run, $"{index}-{attempt}.log");

    /// <summary>Runs an attempt to its end. Whatever happens, the job says what.</summary>
    public async Task RunAsync(LocalAttempt attempt)
    {
        JobEnd end;
        try
        {
            end = await RunLoggedAsync(attempt);
        }
        catch (Exception fault)
        {
            end = new JobEnd(TaskOutcome.Infrastructure, fault.Message, 0);
        }

        Conclude(attempt, end);
    }

    private async Task<JobEnd> RunLoggedAsync(LocalAttempt attempt)
    {
        var (assignment, lease) = (attempt.Assignment, attempt.Lease);
        var path = LiveLog(home, environment.Name, lease.Job.Run, lease.Job.Index, lease.Attempt);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var log = new AttemptLog(path, time);
        var result = await _runner.RunAsync(assignment, attempt, log, attempt.StopToken);
        await log.PublishAsync(environment.Store, StoreLayout.Log(lease.Job.Run, assignment.Task, lease.Attempt));
        return new JobEnd(result.Outcome, result.Reason, result.PeakMemoryBytes);
    }

    private void Conclude(LocalAttempt attempt, JobEnd end)
    {
        var (lease, now) = (attempt.Lease, time.GetUtcNow());
        if (end.Outcome == TaskOutcome.Stopped && attempt.StopReason is { } reason) end = end with { Reason = reason };
        switch (attempt.Next(end.Outcome))
        {
            case NextStep.Release:
                leases.Release(lease, "The session that ran it has ended.", now);
                break;
            case NextStep.Retry:
                leases.Retry(lease, end, now, RetryDelay.After(lease.Failures + 1, Random.Shared.NextDouble()), lease.MemoryMiB);
                break;
            case NextStep.RetryLarger when attempt.LargerMemoryMiB is { } larger:
                leases.Retry(lease, end, now, TimeSpan.Zero, larger);
                break;
            default:
                leases.Complete(lease, end, now);
                break;
        }
    }
}
