namespace GlacierBatch.Core.Checkpoints;

/// <summary>
/// What a measured value must keep, as the plan's table writes it: <c>is SUCCEEDED</c>, <c>none</c>, <c>contains Hello</c>,
/// <c>under 2 min</c>, <c>at most 60 s</c>, <c>over 95 %</c>, <c>at least 64 vCPU</c>, <c>between 0.2 GB and 4 GB</c>,
/// <c>1.2 MB +-20 %</c>.
/// </summary>
public sealed class Bound
{
    private const string Tolerance = "+-";
    private const string And = " and ";
    private const double Rounding = 1e-9;

    private static readonly (string Sign, BoundKind Kind)[] Signs =
    [
        ("is ", BoundKind.Is), ("contains ", BoundKind.Contains), ("under ", BoundKind.Under), ("at most ", BoundKind.AtMost),
        ("over ", BoundKind.Over), ("at least ", BoundKind.AtLeast), ("between ", BoundKind.Between),
    ];

    private readonly BoundKind _kind;
    private readonly string _word;
    private readonly Quantity _low;
    private readonly Quantity _high;

    private Bound(string text, BoundKind kind, string word, Quantity low, Quantity high) =>
        (Text, _kind, _word, _low, _high) = (text, kind, word, low, high);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a bound.</summary>
    /// <exception cref="GlacierBatchException"><c>BoundUnreadable</c>.</exception>
    public static Bound Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        if (trimmed == "none") return new Bound(trimmed, BoundKind.Is, "0", new Quantity(0, ""), default);
        var (sign, kind) = Signs.FirstOrDefault(each => trimmed.StartsWith(each.Sign, StringComparison.Ordinal));
        var rest = sign is null ? trimmed : trimmed[sign.Length..].Trim();
        switch (kind)
        {
            case BoundKind.Is when sign is not null && rest.Length > 0:
                return new Bound(trimmed, kind, rest, Quantity.Find(rest) ?? default, default);
            case BoundKind.Contains when rest.Length > 0:
                return new Bound(trimmed, kind, rest, default, default);
            case BoundKind.Between when rest.Split(And) is [var low, var high]
                && Quantity.Find(low) is { } from && Quantity.Find(high) is { } to:
                return new Bound(trimmed, kind, rest, from, to);
            case BoundKind.Under or BoundKind.AtMost or BoundKind.Over or BoundKind.AtLeast when Quantity.Find(rest) is { } limit:
                return new Bound(trimmed, kind, rest, limit, default);
        }

        if (sign is null && trimmed.Split(Tolerance) is [var middle, var share]
            && Quantity.Find(middle) is { } about && Quantity.Find(share) is { Unit: "%" } within)
        {
            return new Bound(trimmed, BoundKind.Near, middle, about, within);
        }

        throw new GlacierBatchException(ErrorKind.InvalidArgument, "BoundUnreadable",
            $"'{MessageText.Of(text)}' is no bound of a criterion.",
            "Write it like one of these: is SUCCEEDED, none, contains Hello, under 2 min, at most 60 s, over 95 %, at least 64 vCPU, "
            + "between 0.2 GB and 4 GB, 1.2 MB +-20 %.", text);
    }

    /// <summary>Whether a value keeps it; null where the value is of another kind, or there is none.</summary>
    /// <param name="number">The value as a number: seconds, bytes, a share of 1, US dollars, a count; or null.</param>
    /// <param name="text">The value as text, or null.</param>
    public bool? Holds(double? number, string? text) => _kind switch
    {
        BoundKind.Is when number is { } count && Quantity.Find(_word) is not null => Math.Abs(count - _low.Value) < Rounding,
        BoundKind.Is => text is null ? null : string.Equals(text, _word, StringComparison.OrdinalIgnoreCase),
        BoundKind.Contains => text?.Contains(_word, StringComparison.Ordinal),
        BoundKind.Under => number < _low.Value,
        BoundKind.AtMost => number <= _low.Value + Rounding,
        BoundKind.Over => number > _low.Value,
        BoundKind.AtLeast => number >= _low.Value - Rounding,
        BoundKind.Between => number >= _low.Value && number <= _high.Value,
        _ => Math.Abs(number.GetValueOrDefault(double.NaN) - _low.Value) <= (_low.Value * _high.Value) + Rounding,
    } is var holds && number is null && _kind is not (BoundKind.Is or BoundKind.Contains) ? null : holds;

    /// <summary>A value as people read it, in the bound's unit.</summary>
    public string Show(double? number, string? text) => number is { } measured ? _low.Show(measured) : text ?? "";

    /// <inheritdoc/>
    public override string ToString() => Text;
}
