using System.Globalization;
using System.Text;

namespace GlacierBatch.Core;

/// <summary>
/// Text from outside (file contents, names, paths) made fit for a message: a terminal must not obey it and a log line
/// must stay one line of readable length.
/// </summary>
public static class MessageText
{
    /// <summary>The most characters of a name or value that a message repeats.</summary>
    public const int MaxLength = 80;

    /// <summary>A path may be longer before it is shortened, because its end is what tells files apart.</summary>
    public const int MaxPathLength = 240;

    /// <summary>A value: control and invisible characters replaced, the end cut off where it is long.</summary>
    /// <param name="text">The text; null gives an empty string.</param>
    /// <param name="maxLength">The most characters of it to keep.</param>
    public static string Of(string? text, int maxLength = MaxLength)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        return text.Length <= maxLength ? Visible(text) : Visible(text.AsSpan(0, maxLength)) + "...";
    }

    /// <summary>A path: as <see cref="Of"/>, but where it is long, its beginning is cut off.</summary>
    /// <param name="path">The path; null gives an empty string.</param>
    public static string OfPath(string? path)
    {
        if (string.IsNullOrEmpty(path))
            return "";
        return path.Length <= MaxPathLength ? Visible(path) : "..." + Visible(path.AsSpan(path.Length - MaxPathLength));
    }

    private static string Visible(ReadOnlySpan<char> text)
    {
        var visible = new StringBuilder(text.Length);
        // A lone surrogate is enumerated as U+FFFD.
        foreach (var rune in text.EnumerateRunes())
            visible.Append((IsHidden(rune) ? Rune.ReplacementChar : rune).ToString());
        return visible.ToString();
    }

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
