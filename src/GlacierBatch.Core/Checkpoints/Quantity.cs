using System.Globalization;

namespace GlacierBatch.Core.Checkpoints;

/// <summary>
/// A number with its unit, in seconds, bytes, shares or as it is. Bytes are as PowerShell counts them: 1 MB is 1,048,576.
/// </summary>
/// <param name="Value">The number: seconds, bytes, a share of 1, US dollars, or a count.</param>
/// <param name="Unit">The unit that it was written in, or "" for a bare number.</param>
internal readonly record struct Quantity(double Value, string Unit)
{
    private const string Dollars = "USD";

    private static readonly Dictionary<string, double> Factors = new(StringComparer.Ordinal)
    {
        [""] = 1, ["s"] = 1, ["min"] = 60, ["h"] = 3600, ["day"] = 86400, ["%"] = 0.01, ["vCPU"] = 1, [Dollars] = 1,
        ["KB"] = 1024, ["MB"] = 1024 * 1024, ["GB"] = 1024L * 1024 * 1024,
    };

    /// <summary>
    /// Reads <c>2 min</c>, <c>95 %</c>, <c>1.2 MB</c>, <c>USD 0.10</c>, <c>64 vCPU</c> or <c>6</c>; null where it is none of these.
    /// </summary>
    public static Quantity? Find(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.StartsWith(Dollars + " ", StringComparison.Ordinal)) trimmed = $"{trimmed[(Dollars.Length + 1)..]} {Dollars}";
        var parts = trimmed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is not (1 or 2) || !Factors.TryGetValue(parts.Length == 2 ? parts[1] : "", out var factor)) return null;
        return double.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? new Quantity(number * factor, parts.Length == 2 ? parts[1] : "")
            : null;
    }

    /// <summary>A measured number as people write it beside this one.</summary>
    public string Show(double measured) => Unit switch
    {
        "s" or "min" or "h" or "day" => ShowTime(measured),
        "KB" or "MB" or "GB" => ShowBytes(measured),
        "%" => Format($"{measured * 100:0.#} %"),
        Dollars => Format($"USD {measured:0.000}"),
        "" => Format($"{measured:0.###}"),
        var unit => Format($"{measured:0.##} {unit}"),
    };

    /// <summary>Seconds as people write them.</summary>
    public static string ShowTime(double seconds) => seconds switch
    {
        < 10 => Format($"{seconds:0.##} s"),
        < 120 => Format($"{seconds:0.#} s"),
        < 7200 => Format($"{seconds / 60:0.#} min"),
        _ => Format($"{seconds / 3600:0.#} h"),
    };

    private static string ShowBytes(double bytes) => bytes switch
    {
        < 1024 * 1024 => Format($"{bytes / 1024:0.#} KB"),
        < 1024L * 1024 * 1024 => Format($"{bytes / 1024 / 1024:0.##} MB"),
        _ => Format($"{bytes / 1024 / 1024 / 1024:0.##} GB"),
    };

    private static string Format(FormattableString text) => FormattableString.Invariant(text);
}
