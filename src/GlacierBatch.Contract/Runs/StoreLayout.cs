using System.Globalization;
using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Contract.Runs;

/// <summary>Where everything lies in a store. Every key that the product uses is made here.</summary>
public static class StoreLayout
{
    /// <summary>The prefix under which the production scripts lie.</summary>
    public const string WorkloadPrefix = "scripts/greenland-glacier-flow";

    /// <summary>The prefix of outputs, unless an environment says otherwise.</summary>
    public const string DefaultBasePath = "1_download_merge_and_clip";

    /// <summary>The prefix of all runs.</summary>
    public const string Runs = "runs/";

    /// <summary>The record of an environment.</summary>
    public static string Environment(string name) => $"environments/{name}.json";

    /// <summary>The prefix of an environment's checkpoints.</summary>
    public static string Checkpoints(string environment) => $"checkpoints/{environment}/";

    /// <summary>The record of one attempt at a step of the runbook.</summary>
    public static string Checkpoint(string environment, int step, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{Checkpoints(environment)}step{step}/{attempt:0000}.json");

    /// <summary>The index of one revision of the scripts.</summary>
    public static string WorkloadIndex(string revision) => $"workloads/{revision}.json";

    /// <summary>A run's manifest.</summary>
    public static string Manifest(string run) => $"{Runs}{run}/manifest.json";

    /// <summary>Which tasks of a run were stopped before they began.</summary>
    public static string Stops(string run) => $"{Runs}{run}/stops.json";

    /// <summary>The tasks of a run that a service is given as one array.</summary>
    public static string Part(string run, int part) => string.Create(CultureInfo.InvariantCulture, $"{Runs}{run}/parts/{part}.json");

    /// <summary>The prefix of a run's result records.</summary>
    public static string Results(string run) => $"{Runs}{run}/results/";

    /// <summary>The result record of a task.</summary>
    public static string Result(string run, GlacierTask task) => $"{Results(run)}{task.Id}.json";

    /// <summary>The prefix of the marks that tell how a run's tasks ended; see <see cref="Results.EndMark"/>.</summary>
    public static string Ended(string run) => $"{Runs}{run}/ended/";

    /// <summary>The prefix of a run's logs.</summary>
    public static string Logs(string run) => $"{Runs}{run}/logs/";

    /// <summary>The log of one attempt of a task.</summary>
    public static string Log(string run, GlacierTask task, int attempt) => $"{Logs(run)}{task.Id}/{attempt}.log";

    /// <summary>One of the files that a script itself logged to, in one attempt.</summary>
    public static string ScriptLog(string run, GlacierTask task, int attempt, string name) =>
        $"{Runs}{run}/logs/{task.Id}/{attempt}/{name}";

    /// <summary>The prefix of the notes on attempts that did not speak for a task.</summary>
    public static string Attempts(string run, GlacierTask task) => $"{Runs}{run}/attempts/{task.Id}/";

    /// <summary>The note on one attempt that did not speak for its task: of the shape of a result record, and never one.</summary>
    public static string Attempt(string run, GlacierTask task, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{Attempts(run, task)}{attempt}.json");

    /// <summary>A task's own copy of a file that all tasks of its region write.</summary>
    public static string Shared(string run, GlacierTask task, string path) => $"{Runs}{run}/shared/{task.Id}/{path}";

    /// <summary>The prefix of a satellite's outputs.</summary>
    public static string Outputs(string basePath, Satellite satellite) => $"{basePath}/{satellite.ToName()}/";

    /// <summary>An output, by its path below the scripts' base folder.</summary>
    public static string Output(string basePath, Satellite satellite, string path) => Outputs(basePath, satellite) + path;
}
