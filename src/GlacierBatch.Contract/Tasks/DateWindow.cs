using System.Globalization;

namespace GlacierBatch.Contract.Tasks;

/// <summary>The days that a task covers, first and last included.</summary>
public sealed record DateWindow
{
    /// <summary>How dates are written everywhere: in arguments, variables, manifests and records.</summary>
    public const string DateFormat = "yyyy-MM-dd";

    /// <param name="start">The first day.</param>
    /// <param name="end">The last day, not before the first.</param>
    /// <exception cref="ArgumentException">The last day is before the first.</exception>
    public DateWindow(DateOnly start, DateOnly end)
    {
        if (end < start)
        {
            throw new ArgumentException(
                $"The end date {Format(end)} is before the start date {Format(start)}: exchange them.", nameof(end));
        }

        Start = start;
        End = end;
    }

    /// <summary>The first day.</summary>
    public DateOnly Start { get; }

    /// <summary>The last day.</summary>
    public DateOnly End { get; }

    /// <summary>A day as the scripts want it.</summary>
    public static string Format(DateOnly day) => day.ToString(DateFormat, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => $"{Format(Start)}..{Format(End)}";
}
