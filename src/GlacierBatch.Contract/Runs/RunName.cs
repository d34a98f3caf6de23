using System.Text.RegularExpressions;
using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Contract.Runs;

/// <summary>The rule for names of runs and environments: they become folders, keys and parts of Batch's names.</summary>
public static partial class RunName
{
    /// <summary>The longest name.</summary>
    public const int MaxLength = 64;

    /// <summary>What a valid name looks like, for messages.</summary>
    public const string Rule =
        "letters, digits, '_' and '-', the first a letter or digit, at most 64 characters, and no device of Windows (CON, NUL)";

    /// <summary>Whether a name can be used.</summary>
    public static bool IsValid(string? name) => name is { Length: <= MaxLength } && Pattern().IsMatch(name)
        && ObjectKey.FindFault(name) is null;

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
