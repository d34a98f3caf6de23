using System.Globalization;

namespace GlacierBatch.Contract.Running;

/// <summary>How a container learns which task of which run is its own: by environment variables.</summary>
/// <param name="Store">Where the run lies: <c>file:///folder/</c>.</param>
/// <param name="Run">The run's name.</param>
/// <param name="Index">The task's position in the run.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="Scratch">The folder for working files.</param>
public sealed record TaskVariables(Uri Store, string Run, int Index, int Attempt, string Scratch)
{
    /// <summary>Names <see cref="Store"/>.</summary>
    public const string StoreVariable = "GLACIERBATCH_STORE";

    /// <summary>Names <see cref="Run"/>.</summary>
    public const string RunVariable = "GLACIERBATCH_RUN";

    /// <summary>Names <see cref="Index"/>, where the service counts no array.</summary>
    public const string IndexVariable = "GLACIERBATCH_INDEX";

    /// <summary>Names the part of the run in whose positions the array's index counts; see <see cref="Runs.RunPart"/>.</summary>
    public const string PartVariable = "GLACIERBATCH_PART";

    /// <summary>Names <see cref="Scratch"/>; the system's temporary folder by default.</summary>
    public const string ScratchVariable = "GLACIERBATCH_SCRATCH";

    /// <summary>In which AWS Batch counts the children of an array.</summary>
    public const string ArrayIndexVariable = "AWS_BATCH_JOB_ARRAY_INDEX";

    /// <summary>In which AWS Batch names the job: <c>id</c>, or <c>parent:index</c> for the child of an array.</summary>
    public const string JobIdVariable = "AWS_BATCH_JOB_ID";

    /// <summary>In which AWS Batch counts attempts.</summary>
    public const string AttemptVariable = "AWS_BATCH_JOB_ATTEMPT";

    /// <summary>Reads the variables.</summary>
    /// <param name="read">A variable's value, or null.</param>
    /// <exception cref="InvalidDataException">One is missing or cannot be used; the message names it.</exception>
    public static TaskVariables Read(Func<string, string?> read)
    {
        var store = Require(read, StoreVariable);
        if (!Uri.TryCreate(store, UriKind.Absolute, out var location) || !location.IsFile)
        {
            throw new InvalidDataException($"{StoreVariable} is '{store}', and it must be file:///folder/.");
        }

        return new TaskVariables(
            location,
            Require(read, RunVariable),
            read(ArrayIndexVariable) is { } child ? Number(child, ArrayIndexVariable, 0) : Number(Require(read, IndexVariable), IndexVariable, 0),
            read(AttemptVariable) is { } attempt ? Number(attempt, AttemptVariable, 1) : 1,
            read(ScratchVariable) ?? Path.GetTempPath());
    }

    private static string Require(Func<string, string?> read, string name) => read(name) is { Length: > 0 } value
        ? value
        : throw new InvalidDataException($"The environment variable {name} is not set: it names the task.");

    private static int Number(string text, string name, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new InvalidDataException($"{name} is '{text}', and it must be a whole number from {least} on.");
}
