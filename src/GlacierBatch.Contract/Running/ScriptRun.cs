using GlacierBatch.Contract.Processes;

namespace GlacierBatch.Contract.Running;

/// <summary>Runs the script of one attempt, listens to all that it says, and watches that it gets on.</summary>
internal sealed class ScriptRun(
    TaskAssignment assignment, AttemptFolders folders, string workload, TaskRunnerOptions options, AttemptLog log, TimeProvider time)
{
    private readonly ScriptEvidence _evidence = new();

    /// <summary>What its lines told.</summary>
    public ScriptEvidence Evidence => _evidence;

    /// <summary>Runs it to its end, which may be that of its patience.</summary>
    /// <param name="started">Told which process it is.</param>
    /// <param name="stop">Stops it: SIGTERM, then SIGKILL after the grace period.</param>
    public async Task<ProcessOutcome> RunAsync(Action<ProcessIdentity> started, CancellationToken stop)
    {
        var (manifest, task) = (assignment.Manifest, assignment.Task);
        using var watch = new ProgressWatch(
            options.NoProgress ?? TimeSpan.FromSeconds(manifest.NoProgressSeconds), folders.Root, assignment.Mark, time);
        void Take(string source, string line)
        {
            watch.SawLine();
            log.Write(source, line);
            _evidence.Take(line);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, watch.Stalled);
        using var ended = new CancellationTokenSource();
        var follower = new LogFileFollower(folders.ScriptLog, line => Take("log", line), time).FollowAsync(ended.Token);
        var kills = ContainerMemory.Kills;
        try
        {
            return await new ProcessRunner(time).RunAsync(
                new ProcessRequest
                {
                    FileName = options.Python.Path,
                    Arguments = ScriptCommand.Arguments(workload, task, folders.Base, folders.ScriptLog),
                    WorkingDirectory = folders.Work,
                    Environment = ScriptCommand.Variables(manifest, task, options, folders),
                    Timeout = TimeSpan.FromSeconds(manifest.TimeoutSeconds),
                    GracePeriod = options.GracePeriod,
                    MemoryLimitBytes = assignment.MemoryMiB * 1024L * 1024L,
                    Mark = assignment.Mark,
                },
                process =>
                {
                    watch.Started(process);
                    started(process);
                },
                line => Take(line.IsError ? "err" : "out", line.Text),
                either.Token);
        }
        finally
        {
            await ended.CancelAsync();
            await follower;
            _evidence.WasKilledForMemory = ContainerMemory.Kills > kills;
            if (watch.Stalled.IsCancellationRequested && !stop.IsCancellationRequested) _evidence.Stalled = watch.Reason;
        }
    }
}
