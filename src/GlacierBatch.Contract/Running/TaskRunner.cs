using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Processes;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Transfers;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// Carries out one attempt at a task: fetches the scripts, gives the template, runs the production command line, publishes what
/// came out, and writes the result record last of all. The same on every service.
/// </summary>
public sealed class TaskRunner
{
    /// <summary>What a note says as long as its attempt has said nothing else.</summary>
    internal const string NotEnded = "The attempt has not ended: it still runs, or its machine was lost.";

    private readonly IObjectStore _store;
    private readonly TaskRunnerOptions _options;
    private readonly TimeProvider _time;
    private readonly WorkloadCache _workloads;
    private readonly TemplateProvider _templates;
    private readonly EarlierOutputs _earlier;
    private readonly OutputPublisher _publisher;
    private readonly FolderPublisher? _folder;
    private readonly AttemptRecords _records;

    /// <param name="store">Where scripts come from and outputs go.</param>
    /// <param name="options">This machine.</param>
    /// <param name="time">The clock.</param>
    public TaskRunner(IObjectStore store, TaskRunnerOptions options, TimeProvider time)
    {
        (_store, _options, _time) = (store, options, time);
        var engine = new TransferEngine(store, new TransferOptions { TimeProvider = time });
        var retry = new StoreRetry(time);
        _workloads = new WorkloadCache(store, engine, options.CacheFolder);
        _templates = new TemplateProvider(store);
        _earlier = new EarlierOutputs(store, engine);
        _publisher = new OutputPublisher(store, engine, retry);
        _folder = store is IFileTaker taker && !options.PublishesWhileRunning
            ? new FolderPublisher(taker, new SharedOutputs(store), time)
            : null;
        _records = new AttemptRecords(store, retry);
    }

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
        using var deadline = new Deadline(stop, _options.CutOff, _time);
        var attempt = new Attempt(_time.GetUtcNow(), _time.GetTimestamp());
        try
        {
            if (await _records.FindAsync(assignment) is { } recorded) return recorded;

            // Known before anything can fail, so that they are deleted whatever happens.
            attempt = attempt with { Folders = AttemptFolders.Create(_options.ScratchFolder, assignment, _options.HasOwnHome) };
            attempt = await PrepareAsync(assignment, attempt, log, stop);
            attempt = await RunScriptAsync(assignment, attempt, supervisor, log, stop, deadline.Over);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            attempt = attempt.Ended(TaskOutcome.Stopped, "The task was stopped.");
        }
        catch (Exception fault)
        {
            attempt = attempt.Ended(OutcomeOf(fault), fault.Message);
        }

        return await ConcludeAsync(assignment, attempt, supervisor, log, deadline.Over);
    }

    /// <summary>What is written wrongly stays so, however often it is tried; all else may pass.</summary>
    private static TaskOutcome OutcomeOf(Exception fault) => fault switch
    {
        WorkloadMissingException => TaskOutcome.WorkloadMissing,
        InvalidDataException or ArgumentException => TaskOutcome.BadTask,
        _ => TaskOutcome.Infrastructure,
    };

    private async Task<Attempt> PrepareAsync(TaskAssignment assignment, Attempt attempt, AttemptLog log, CancellationToken stop)
    {
        var (manifest, task, folders) = (assignment.Manifest, assignment.Task, attempt.Folders!);
        var workload = await _workloads.FetchAsync(manifest.Workload, stop);
        if (!File.Exists(Path.Combine(workload, ScriptCommand.ScriptPath(task.Satellite))))
        {
            throw new WorkloadMissingException(
                $"The workload has no {ScriptCommand.ScriptPath(task.Satellite)}: publish the folder that holds it with "
                    + "Publish-GlacierWorkload.");
        }

        var template = await _templates.ProvideAsync(assignment, folders.Base, log, stop);
        log.Write("run", $"{task.Id}, attempt {assignment.Attempt}, template {template}, Python {_options.Python.Version}");
        if (_options.PublishesWhileRunning && assignment.Attempt > 1)
        {
            attempt = attempt with { Published = await _earlier.RestoreAsync(assignment, folders.Base, log, stop) };
        }

        return attempt with { Workload = workload, Template = template, Prepared = _time.GetTimestamp() };
    }

    private async Task<Attempt> RunScriptAsync(
        TaskAssignment assignment, Attempt attempt, ITaskSupervisor supervisor, AttemptLog log, CancellationToken stop,
        CancellationToken cutOff)
    {
        var folders = attempt.Folders!;
        var script = new ScriptRun(assignment, folders, attempt.Workload!, _options, log, _time);
        using var ended = new CancellationTokenSource();
        var publishing = _options.PublishesWhileRunning
            ? new EarlyPublisher(assignment, folders.Base, _publisher, attempt.Published, log, _time).RunAsync(
                () => _records.NoteAsync(assignment, Describe(assignment, attempt.Ended(TaskOutcome.Infrastructure, NotEnded), log)),
                ended.Token,
                cutOff)
            : Task.CompletedTask;
        ProcessOutcome process;
        try
        {
            process = await script.RunAsync(supervisor.Started, stop);
            supervisor.ScriptEnded();
        }
        finally
        {
            await ended.CancelAsync();
            await publishing;
        }

        var fault = folders.FindFault();
        var files = fault is null ? await OutputCollector.CollectAsync(assignment.Task, folders.Base, CancellationToken.None) : [];
        var (outcome, reason, lost) = OutcomeJudge.Judge(assignment, process, script.Evidence, files, fault);
        return attempt.Ended(outcome, reason) with
        {
            Process = process,
            Files = files,
            RawTiles = await RawTileInventory.MeasureAsync(assignment.Region, files, stop),
            LostScenes = lost,
            ScriptEnded = _time.GetTimestamp(),
        };
    }

    private async Task<TaskResult> ConcludeAsync(
        TaskAssignment assignment, Attempt attempt, ITaskSupervisor supervisor, AttemptLog log, CancellationToken cutOff)
    {
        try
        {
            var maySpeak = await supervisor.MayRecordAsync(attempt.Outcome, CancellationToken.None);
            if (maySpeak && attempt.Folders is { } folders && _folder is not null)
                return await ConcludeTogetherAsync(_folder, assignment, attempt, folders, log, cutOff);
            if (maySpeak || _options.PublishesWhileRunning) attempt = await PublishAsync(assignment, attempt, log, cutOff);
            WriteEnd(attempt, log);
            var result = await DescribeFullyAsync(assignment, attempt, log);
            if (maySpeak && !attempt.IsUnpublished)
            {
                var recorded = await _records.RecordAsync(assignment, result);
                if (_options.PublishesWhileRunning) await _records.MarkAsync(recorded, log);
                return recorded;
            }

            if (_options.PublishesWhileRunning) await _records.NoteAsync(assignment, result);
            return result;
        }
        catch (Exception fault)
        {
            attempt = attempt.Ended(OutcomeOf(fault), fault.Message);
            WriteEnd(attempt, log);
            return Describe(assignment, attempt, log);
        }
        finally
        {
            if (attempt.Folders is { } folders) await folders.DeleteAsync();
        }
    }

    /// <summary>What the script finished is published even where the task is being stopped: nothing that is done gets lost.</summary>
    private async Task<Attempt> PublishAsync(TaskAssignment assignment, Attempt attempt, AttemptLog log, CancellationToken cutOff)
    {
        if (attempt.Folders is null) return attempt;
        try
        {
            var logs = await ScriptLogs.PublishAsync(_store, assignment, attempt.Folders, _options.PublishesWhileRunning, cutOff);
            var outputs = await _publisher.PublishAsync(
                assignment, FindPublishable(assignment, attempt), attempt.Published, cutOff);
            return attempt with { Outputs = outputs, ScriptLogs = logs };
        }
        catch (OperationCanceledException) when (cutOff.IsCancellationRequested)
        {
            log.Write("run", $"The machine is taken away: {attempt.Published.Outputs.Count} files are published, and the rest is not.");
            return attempt.Ended(TaskOutcome.Stopped, "The task was stopped before all of its outputs were published.") with
            {
                IsUnpublished = true,
            };
        }
    }

    /// <summary>A folder takes outputs, log and record at once, in this order: one wait for the disk does for all.</summary>
    private async Task<TaskResult> ConcludeTogetherAsync(
        FolderPublisher folder, TaskAssignment assignment, Attempt attempt, AttemptFolders folders, AttemptLog log,
        CancellationToken cutOff)
    {
        WriteEnd(attempt, log);
        var logs = await ScriptLogs.PublishAsync(_store, assignment, folders, keepsMain: false, cutOff);
        var (result, isOvertaken) = (default(TaskResult), false);
        async Task<IReadOnlyList<GivenFile>> FollowAsync(IReadOnlyList<OutputFile> outputs)
        {
            result = await DescribeFullyAsync(assignment, attempt with { Outputs = outputs, ScriptLogs = logs }, log);
            return
            [
                log.Give(StoreLayout.Log(assignment.Manifest.Run, assignment.Task, assignment.Attempt)),
                AttemptRecords.Give(assignment, result, () => isOvertaken = true),
            ];
        }

        await folder.PublishAsync(assignment, FindPublishable(assignment, attempt), attempt.Published, FollowAsync, cutOff);
        if (isOvertaken && await _records.FindAsync(assignment) is { } recorded) return recorded;
        return result ?? throw new InvalidOperationException("Nothing followed the outputs.");
    }

    /// <summary>The files that the script has finished.</summary>
    private static IReadOnlyList<CollectedFile> FindPublishable(TaskAssignment assignment, Attempt attempt) => attempt.WasCutOff
        ? [.. FinishedFiles.OfCutOff(assignment.Task.Satellite, attempt.Files, attempt.Published)]
        : attempt.Files;

    private static void WriteEnd(Attempt attempt, AttemptLog log) =>
        log.Write("run", attempt.Reason is null ? $"{attempt.Outcome}" : $"{attempt.Outcome}: {attempt.Reason}");

    private async Task<TaskResult> DescribeFullyAsync(TaskAssignment assignment, Attempt attempt, AttemptLog log)
    {
        var result = Describe(assignment, attempt, log);
        if (_options.Libraries is not { } reading) return result;
        await Task.WhenAny(reading);
        return reading.IsCompletedSuccessfully ? result with { Provenance = result.Provenance with { Libraries = await reading } } : result;
    }

    private TaskResult Describe(TaskAssignment assignment, Attempt attempt, AttemptLog log) => new()
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
        Ended = _time.GetUtcNow(),
        Timings = attempt.Timings(_time),
        PeakMemoryBytes = attempt.Process?.PeakMemoryBytes ?? 0,
        Outputs = attempt.Outputs.Count > 0 ? attempt.Outputs : attempt.Published.Outputs,
        RawTiles = attempt.RawTiles,
        LostScenes = attempt.LostScenes,
        LastLines = log.LastLines,
        JobId = _options.JobId,
        ScriptLogs = attempt.ScriptLogs,
        Provenance = new Provenance(
            assignment.Manifest.Workload.Revision, attempt.Template, RunnerVersion.Current, _options.Python.Version,
            Environment.MachineName)
        {
            Image = _options.Image,
        },
    };
}
