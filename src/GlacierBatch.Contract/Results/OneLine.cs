namespace GlacierBatch.Contract.Results;

/// <summary>
/// Text of scripts, of their file names or of others' records as one line, which no terminal obeys and a table can show.
/// </summary>
internal static class OneLine
{
    /// <summary>Longer than any sentence of ours.</summary>
    public const int MaxLength = 2000;

    /// <summary>The text: control characters replaced, the end cut off where it is long.</summary>
    public static string Of(string text)
    {
        var kept = text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength), "...");
        return kept.Any(char.IsControl) ? string.Concat(kept.Select(character => char.IsControl(character) ? '?' : character)) : kept;
    }
}
