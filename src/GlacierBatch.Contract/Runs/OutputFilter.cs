using System.IO.Enumeration;

namespace GlacierBatch.Contract.Runs;

/// <summary>
/// Which outputs of a run are published, by patterns on their paths below the scripts' base folder: <c>*</c> stands for any
/// characters, slashes too, and <c>?</c> for one.
/// </summary>
/// <param name="Include">An output must match one of these; all do where there is none.</param>
/// <param name="Exclude">An output must match none of these.</param>
public sealed record OutputFilter(IReadOnlyList<string> Include, IReadOnlyList<string> Exclude)
{
    /// <summary>Lets everything through.</summary>
    public static OutputFilter All { get; } = new([], []);

    /// <summary>Whether an output is published.</summary>
    /// <param name="path">Below the scripts' base folder, with forward slashes.</param>
    public bool Accepts(string path) =>
        (Include.Count == 0 || Include.Any(pattern => Matches(pattern, path))) && !Exclude.Any(pattern => Matches(pattern, path));

    private static bool Matches(string pattern, string path) => FileSystemName.MatchesSimpleExpression(pattern, path, ignoreCase: false);
}
