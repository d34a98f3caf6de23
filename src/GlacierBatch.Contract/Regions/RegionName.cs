using System.Text.RegularExpressions;
using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Contract.Regions;

/// <summary>
/// The rule for a region's name. It becomes a folder, an object key, a script's argument and part of a Batch job name, so it
/// may hold only what is harmless in all four. All 192 names of the production catalogue follow it.
/// </summary>
public static partial class RegionName
{
    /// <summary>The longest name: leaves room for satellite and dates in the 128 characters of a Batch job name.</summary>
    public const int MaxLength = 80;

    /// <summary>What a valid name looks like, for messages.</summary>
    public const string Rule = "letters, digits, '_' and '-', the first a letter or digit, at most 80 characters";

    /// <summary>Whether a name can be used.</summary>
    public static bool IsValid(string? name) => name is { Length: <= MaxLength } && Pattern().IsMatch(name)
        && ObjectKey.FindFault(name) is null;

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
