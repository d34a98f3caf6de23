using System.Globalization;

namespace GlacierBatch.Core.Regions;

/// <summary>
/// A half-open range of positions in the catalogue, as a Python slice of non-negative numbers: <c>0:25</c> is the first 25
/// regions, <c>:5</c> the first five, <c>190:</c> all from the 191st on, <c>:</c> all, and <c>7</c> the one at position 7.
/// </summary>
/// <param name="Start">The first position, counted from 0.</param>
/// <param name="End">The position after the last, or null for the end of the catalogue.</param>
public readonly record struct IndexRange(int Start, int? End)
{
    private const string Forms =
        "Use 0:25 (positions 0 to 24), :5, 190:, : or a single position such as 7; positions count from 0.";

    /// <summary>
    /// Reads <c>a:b</c>, <c>:b</c>, <c>a:</c>, <c>:</c> or <c>a</c>; a number too large for an int counts as the largest int.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <exception cref="GlacierBatchException">InvalidIndex: it has none of these forms.</exception>
    public static IndexRange Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.AsSpan().Trim();
        var colon = trimmed.IndexOf(':');
        if (colon < 0)
        {
            // The largest int has no position after it.
            var position = Math.Min(Number(trimmed) ?? throw Invalid(text), int.MaxValue - 1);
            return new IndexRange(position, position + 1);
        }

        var start = trimmed[..colon].TrimEnd();
        var end = trimmed[(colon + 1)..].TrimStart();
        return new IndexRange(
            start.IsEmpty ? 0 : Number(start) ?? throw Invalid(text),
            end.IsEmpty ? null : Number(end) ?? throw Invalid(text));
    }

    /// <summary>The positions of this range in a catalogue; as in Python, an end beyond the catalogue is the catalogue's end.</summary>
    /// <param name="count">How many regions the catalogue has.</param>
    /// <returns>The first position and the position after the last; never an empty range.</returns>
    /// <exception cref="GlacierBatchException">IndexOutOfRange: no region lies in it.</exception>
    public (int Start, int End) Within(int count)
    {
        var end = Math.Min(End ?? count, count);
        if (Start >= 0 && Start < end)
            return (Start, end);

        var regions = count == 1
            ? "1 region, at position 0"
            : FormattableString.Invariant($"{count} regions, at positions 0 to {count - 1}");
        var message = Start >= count
            ? $"The index {this} lies beyond the catalogue, which has {regions}."
            : $"The index {this} holds no position of the catalogue, which has {regions}; the end is not included.";
        throw new GlacierBatchException(ErrorKind.InvalidArgument, "IndexOutOfRange", message, Forms, ToString());
    }

    /// <summary>The range in the form that <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        if (End is { } end && end - 1 == Start)
            return Start.ToString(CultureInfo.InvariantCulture);
        return FormattableString.Invariant($"{(Start == 0 ? "" : Start)}:{End}");
    }

    private static int? Number(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.ContainsAnyExceptInRange('0', '9'))
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
    }

    private static GlacierBatchException Invalid(string text) => new(
        ErrorKind.InvalidArgument, "InvalidIndex", $"'{MessageText.Of(text)}' is not an index range.", Forms, text);
}
