using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Processes;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// Carries out one attempt at a task: fetches the scripts, gives the template, runs the production command line, publishes what
/// came out, and writes the result record last of all. The same on every service.
/// </summary>
/// <param name="store">Where scripts come from and outputs go.</param>
/// <param name="options">This machine.</param>
/// <param name="time">The clock.</param>
public sealed class TaskRunner(IObjectStore store, TaskRunnerOptions options, TimeProvider time)
{
    private readonly WorkloadCache _workloads = new(store, options.CacheFolder);
    private readonly TemplateProvider _templates = new(store);
    private readonly OutputPublisher _publisher = new(store);
    private readonly ProcessRunner _processes = new(time);

    /// <summary>Runs an attempt.</summary>
    /// <param name="assignment">The attempt.</param>
    /// <param name="supervisor">Who handed it out.</param>
    /// <param name="log">The attempt's log.</param>
    /// <param name="stop">Stops the script: SIGTERM, then SIGKILL after the grace period.</param>
    /// <returns>
    /// What became of the task: this attempt's result, or the one that is on record already. What went wrong is in it, never
    /// thrown.
    /// </returns>
    public async Task<TaskResult> RunAsync(
        TaskAssignment assignment, ITaskSupervisor supervisor, AttemptLog log, CancellationToken stop)
    {
        var attempt = new Attempt(time.GetUtcNow(), time.GetTimestamp());
        try
        {
            if (await FindRecordAsync(assignment) is { } recorded) return recorded;
            attempt = await PrepareAsync(assignment, attempt, log, stop);
            attempt = await RunScriptAsync(assignment, attempt, supervisor, log, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            attempt = attempt.Ended(TaskOutcome.Stopped, "The task was stopped.");
        }
        catch (Exception fault)
        {
            attempt = attempt.Ended(OutcomeOf(fault), fault.Message);
        }

        return await ConcludeAsync(assignment, attempt, supervisor, log);
    }

    /// <summary>What is written wrongly stays so, however often it is tried; all else may pass.</summary>
    private static TaskOutcome OutcomeOf(Exception fault) => fault switch
    {
        WorkloadMissingException => TaskOutcome.WorkloadMissing,
        InvalidDataException or ArgumentException => TaskOutcome.BadTask,
        _ => TaskOutcome.Infrastructure,
    };

    private async Task<TaskResult?> FindRecordAsync(TaskAssignment assignment)
    {
        var key = StoreLayout.Result(assignment.Manifest.Run, assignment.Task);
        return await store.GetAsync(key) is { } document
            ? TaskResult.Read(document.Content, key)
            : null;
    }

    private async Task<Attempt> PrepareAsync(TaskAssignment assignment, Attempt attempt, AttemptLog log, CancellationToken stop)
    {
        var (manifest, task) = (assignment.Manifest, assignment.Task);
        var folders = AttemptFolders.Create(options.ScratchFolder, assignment);
        attempt = attempt with { Folders = folders };
        var workload = await _workloads.FetchAsync(manifest.Workload, stop);
        if (!File.Exists(Path.Combine(workload, ScriptCommand.ScriptPath(task.Satellite))))
        {
            throw new WorkloadMissingException(
                $"The workload has no {ScriptCommand.ScriptPath(task.Satellite)}: publish the folder that holds it with Publish-GlacierWorkload.");
        }

        var template = await _templates.ProvideAsync(assignment, folders.Base, log, stop);
        log.Write("run", $"{task.Id}, attempt {assignment.Attempt}, template {template}, Python {options.Python.Version}");
        return attempt with { Workload = workload, Template = template, Prepared = time.GetTimestamp() };
    }

    private async Task<Attempt> RunScriptAsync(
        TaskAssignment assignment, Attempt attempt, ITaskSupervisor supervisor, AttemptLog log, CancellationToken stop)
    {
        var (manifest, task, folders) = (assignment.Manifest, assignment.Task, attempt.Folders!);
        var evidence = new ScriptEvidence();
        void Take(string source, string line)
        {
            log.Write(source, line);
            evidence.Take(line);
        }

        using var ended = new CancellationTokenSource();
        var follower = new LogFileFollower(folders.ScriptLog, line => Take("log", line), time).FollowAsync(ended.Token);
        ProcessOutcome process;
        try
        {
            process = await _processes.RunAsync(
                new ProcessRequest
                {
                    FileName = options.Python.Path,
                    Arguments = ScriptCommand.Arguments(attempt.Workload!, task, folders.Base, folders.ScriptLog),
                    WorkingDirectory = folders.Work,
                    Environment = ScriptCommand.Variables(manifest, task, options.Bucket, folders.Temporary),
                    Timeout = TimeSpan.FromSeconds(manifest.TimeoutSeconds),
                    GracePeriod = options.GracePeriod,
                    MemoryLimitBytes = assignment.MemoryMiB * 1024L * 1024L,
                    Mark = assignment.Mark,
                },
                supervisor.Started,
                line => Take(line.IsError ? "err" : "out", line.Text),
                stop);
        }
        finally
        {
            await ended.CancelAsync();
            await follower;
        }

        var files = await OutputCollector.CollectAsync(task, folders.Base, CancellationToken.None);
        var (outcome, reason, lost) = OutcomeJudge.Judge(assignment, process, evidence, files);
        return attempt.Ended(outcome, reason) with
        {
            Process = process,
            Files = files,
            LostScenes = lost,
            ScriptEnded = time.GetTimestamp(),
        };
    }

    private async Task<TaskResult> ConcludeAsync(
        TaskAssignment assignment, Attempt attempt, ITaskSupervisor supervisor, AttemptLog log)
    {
        // What the script finished is published even where the task is being stopped: nothing that is done gets lost.
        var outputs = (IReadOnlyList<OutputFile>)[];
        try
        {
            if (await supervisor.MayRecordAsync(attempt.Outcome, CancellationToken.None))
            {
                outputs = await _publisher.PublishAsync(assignment, attempt.Files, CancellationToken.None);
                log.Write("run", attempt.Reason is null ? $"{attempt.Outcome}" : $"{attempt.Outcome}: {attempt.Reason}");
                return await RecordAsync(assignment, Describe(assignment, attempt, outputs, log));
            }
        }
        catch (Exception fault)
        {
            attempt = attempt.Ended(OutcomeOf(fault), fault.Message);
        }
        finally
        {
            attempt.Folders?.Delete();
        }

        log.Write("run", $"{attempt.Outcome}: {attempt.Reason}");
        return Describe(assignment, attempt, outputs, log);
    }

    private async Task<TaskResult> RecordAsync(TaskAssignment assignment, TaskResult result)
    {
        var key = StoreLayout.Result(assignment.Manifest.Run, assignment.Task);
        var bytes = Documents.Write(result, ContractJson.Default.TaskResult);
        if (await store.TryPutAsync(key, bytes, PutCondition.Absent) is not null) return result;

        // Somebody else was first. There is one record, and it is the truth.
        return await FindRecordAsync(assignment) ?? result;
    }

    private TaskResult Describe(
        TaskAssignment assignment, Attempt attempt, IReadOnlyList<OutputFile> outputs, AttemptLog log) => new()
    {
        Run = assignment.Manifest.Run,
        Index = assignment.Index,
        Region = assignment.Task.Region,
        Satellite = assignment.Task.Satellite,
        Start = assignment.Task.Window.Start,
        End = assignment.Task.Window.End,
        Attempt = assignment.Attempt,
        Outcome = attempt.Outcome,
        Reason = attempt.Reason,
        ExitCode = attempt.Outcome.ToExitCode(),
        ScriptExitCode = attempt.Process?.ExitCode,
        Started = attempt.Started,
        Ended = time.GetUtcNow(),
        Timings = attempt.Timings(time),
        PeakMemoryBytes = attempt.Process?.PeakMemoryBytes ?? 0,
        Outputs = outputs,
        RawTiles = [.. attempt.Files.Where(file => file.Kind == OutputKind.RawTile)
            .Select(file => new RawTile(file.Path, file.Size, file.Fault))],
        LostScenes = attempt.LostScenes,
        LastLines = log.LastLines,
        Provenance = new Provenance(
            assignment.Manifest.Workload.Revision, attempt.Template, RunnerVersion.Current, options.Python.Version, Environment.MachineName),
    };
}
