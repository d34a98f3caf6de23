using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Core.Runs;

/// <summary>How a window becomes several, each with a task of its own.</summary>
public enum WindowSplit
{
    /// <summary>It stays one.</summary>
    None,

    /// <summary>One for each day.</summary>
    Day,

    /// <summary>One for each seven days, counted from the first.</summary>
    Week,

    /// <summary>One for each calendar month; the first and last may be part of one.</summary>
    Month,
}

/// <summary>Splits windows.</summary>
public static class WindowSplits
{
    /// <summary>The parts of a window in order: together they cover it, and no day twice.</summary>
    public static IEnumerable<DateWindow> Split(this DateWindow window, WindowSplit split)
    {
        for (var start = window.Start; start <= window.End;)
        {
            var end = split switch
            {
                WindowSplit.Day => start,
                WindowSplit.Week => DateOnly.FromDayNumber(Math.Min(start.DayNumber + 6, DateOnly.MaxValue.DayNumber)),
                WindowSplit.Month => new DateOnly(start.Year, start.Month, DateTime.DaysInMonth(start.Year, start.Month)),
                _ => window.End,
            };
            end = end < window.End ? end : window.End;
            yield return new DateWindow(start, end);
            if (end == window.End) yield break;
            start = end.AddDays(1);
        }
    }
}
