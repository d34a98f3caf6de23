using System.Globalization;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Contract.Running;

/// <summary>How a container learns which task is its own: by environment variables.</summary>
/// <param name="Store">Where the run lies: <c>s3://bucket/</c> or <c>file:///folder/</c>.</param>
/// <param name="Run">The run's name; null where the plan's plain variables say all.</param>
/// <param name="Index">The task's position: in <see cref="Part"/> where there is one, else in the run.</param>
public sealed record TaskVariables(Uri Store, string? Run, int Index)
{
    /// <summary>Names <see cref="Store"/>.</summary>
    public const string StoreVariable = "GLACIERBATCH_STORE";

    /// <summary>Names <see cref="Run"/>.</summary>
    public const string RunVariable = "GLACIERBATCH_RUN";

    /// <summary>Names <see cref="Index"/>, where the service counts no array.</summary>
    public const string IndexVariable = "GLACIERBATCH_INDEX";

    /// <summary>Names the part of the run in whose positions the array's index counts; see <see cref="RunPart"/>.</summary>
    public const string PartVariable = "GLACIERBATCH_PART";

    /// <summary>Names <see cref="Scratch"/>; the system's temporary folder by default.</summary>
    public const string ScratchVariable = "GLACIERBATCH_SCRATCH";

    /// <summary>Up to how many seconds, at random, the child of an array waits before it starts: <see cref="JitterSeconds"/>.</summary>
    public const string JitterVariable = "GLACIERBATCH_JITTER_SECONDS";

    /// <summary>Names <see cref="Image"/>.</summary>
    public const string ImageVariable = "GLACIERBATCH_IMAGE";

    /// <summary>Names <see cref="NoProgressSeconds"/>.</summary>
    public const string NoProgressVariable = "GLACIERBATCH_NO_PROGRESS_SECONDS";

    /// <summary>In which AWS Batch counts the children of an array.</summary>
    public const string ArrayIndexVariable = "AWS_BATCH_JOB_ARRAY_INDEX";

    /// <summary>In which AWS Batch names the job: <c>id</c>, or <c>parent:index</c> for the child of an array.</summary>
    public const string JobIdVariable = "AWS_BATCH_JOB_ID";

    /// <summary>In which AWS Batch counts attempts.</summary>
    public const string AttemptVariable = "AWS_BATCH_JOB_ATTEMPT";

    /// <summary>The longest wait of <see cref="JitterSeconds"/>: a day.</summary>
    public const int MaxJitterSeconds = 24 * 60 * 60;

    /// <summary>The part of the run in whose positions <see cref="Index"/> counts, or null.</summary>
    public int? Part { get; init; }

    /// <summary>Whether the service started many at once, of which this is one.</summary>
    public bool IsArrayChild { get; init; }

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The folder for working files.</summary>
    public string Scratch { get; init; } = Path.GetTempPath();

    /// <summary>The service's id of this job: <c>id</c> or <c>parent:index</c>; null where it gives none.</summary>
    public string? JobId { get; init; }

    /// <summary>The job, or the array's parent, that was submitted; null where the service gives no id.</summary>
    public string? SubmittedJobId => JobId?.Split(':')[0];

    /// <summary>Up to how many seconds the child of an array waits before it starts.</summary>
    public int JitterSeconds { get; init; }

    /// <summary>After how many seconds without progress a script is ended, where it is not the run that says so; 0 for never.</summary>
    public int? NoProgressSeconds { get; init; }

    /// <summary>The image that this container runs, by digest where its submitter knew it; or null.</summary>
    public string? Image { get; init; }

    /// <summary>The task itself, where there is no <see cref="Run"/>.</summary>
    public PlainTask? Plain { get; init; }

    /// <summary>Reads the variables.</summary>
    /// <param name="read">A variable's value, or null.</param>
    /// <exception cref="InvalidDataException">One is missing or cannot be used; the message names it.</exception>
    public static TaskVariables Read(Func<string, string?> read)
    {
        var (part, child) = (Find(read, PartVariable), Find(read, ArrayIndexVariable));
        var index = child is not null ? Number(child, ArrayIndexVariable, 0) : 0;
        var plain = Find(read, RunVariable) is null ? PlainTask.Find(read) : null;
        var variables = plain is not null
            ? new TaskVariables(plain.Store, null, index) { Plain = plain }
            : new TaskVariables(ReadStore(read), Require(read, RunVariable), index);
        if (plain is null && part is null && child is null)
        {
            variables = variables with { Index = Number(Require(read, IndexVariable), IndexVariable, 0) };
        }

        return variables with
        {
            Part = part is null ? null : Number(part, PartVariable, 0),
            IsArrayChild = child is not null,
            Attempt = Find(read, AttemptVariable) is { } attempt ? Number(attempt, AttemptVariable, 1) : 1,
            Scratch = Find(read, ScratchVariable) ?? Path.GetTempPath(),
            JobId = Find(read, JobIdVariable),
            JitterSeconds = Find(read, JitterVariable) is { } jitter ? Number(jitter, JitterVariable, 0, MaxJitterSeconds) : 0,
            NoProgressSeconds = Find(read, NoProgressVariable) is { } seconds ? Number(seconds, NoProgressVariable, 0) : null,
            Image = Find(read, ImageVariable),
        };
    }

    /// <summary>The store that the variables name.</summary>
    /// <exception cref="InvalidDataException">It is missing or cannot be used.</exception>
    public static Uri ReadStore(Func<string, string?> read)
    {
        var store = Require(read, StoreVariable);
        return Uri.TryCreate(store, UriKind.Absolute, out var location) && (location.IsFile || location.Scheme == "s3")
            ? location
            : throw new InvalidDataException($"{StoreVariable} is '{store}', and it must be s3://bucket or file:///folder/.");
    }

    private static string? Find(Func<string, string?> read, string name) => read(name) is { Length: > 0 } value ? value : null;

    private static string Require(Func<string, string?> read, string name) =>
        Find(read, name) ?? throw new InvalidDataException($"The environment variable {name} is not set: it names the task.");

    private static int Number(string text, string name, int least, int most = int.MaxValue) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new InvalidDataException(
                $"{name} is '{text}', and it must be a whole number from {least} {(most == int.MaxValue ? "on" : $"to {most}")}.");
}
