namespace GlacierBatch.Core.Checkpoints;

/// <summary>
/// Working time against its limits: of a step, and of all steps together. It is added up from the records of all sessions, so that a pause,
/// a killed session or another machine change nothing.
/// </summary>
/// <param name="Used">Working time of the step.</param>
/// <param name="Limit">What the step may take.</param>
/// <param name="TotalUsed">Working time of all steps.</param>
/// <param name="TotalLimit">What all steps may take.</param>
public sealed record TimeBudget(TimeSpan Used, TimeSpan Limit, TimeSpan TotalUsed, TimeSpan TotalLimit)
{
    private const double NearlyUsed = 0.8;

    /// <summary>Whether the step's time is used up.</summary>
    public bool IsUsedUp => Used >= Limit;

    /// <summary>Whether the time of all steps together is used up.</summary>
    public bool IsTotalUsedUp => TotalUsed >= TotalLimit;

    /// <summary>Whether the step's limit is near.</summary>
    public bool IsNear => !IsUsedUp && Used >= Limit * NearlyUsed;

    /// <summary>What the plan says at this time: the last mark that was passed, and the limit where it is near.</summary>
    /// <param name="marks">The plan's marks.</param>
    public IEnumerable<string> Say(IReadOnlyList<EscalationMark> marks)
    {
        if (marks.Where(mark => Used >= mark.After).MaxBy(mark => mark.After) is { } passed)
            yield return $"After {Show(passed.After)} on this step: {passed.Advice}";
        if (IsNear) yield return $"The limit of {Show(Limit)} for this step is near.";
    }

    /// <summary>A working time as people write it.</summary>
    internal static string Show(TimeSpan time) => time > TimeSpan.Zero && time.Ticks % TimeSpan.TicksPerHour == 0
        ? FormattableString.Invariant($"{time.TotalHours:0} h")
        : Quantity.ShowTime(time.TotalSeconds);
}
