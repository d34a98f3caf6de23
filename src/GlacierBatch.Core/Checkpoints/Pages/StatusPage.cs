using System.Globalization;

namespace GlacierBatch.Core.Checkpoints.Pages;

/// <summary>How a step stands: what was decided and why, each criterion with its evidence, and every attempt.</summary>
internal static class StatusPage
{
    /// <summary>Writes it.</summary>
    /// <param name="decided">What was decided.</param>
    /// <param name="attempts">All attempts at the step.</param>
    public static string Write(Checkpoint decided, IReadOnlyList<Checkpoint> attempts)
    {
        var page = new PageText()
            .Heading(1, $"Step {decided.Step}, {decided.Name}: {PageText.Name(decided.Decision)}")
            .Facts(
                ("Environment", decided.Environment), ("What it does", decided.Does), ("Decision", PageText.Name(decided.Decision)),
                ("Why", decided.Reason), ("Abandoned", decided.IsAbandoned ? "yes" : null),
                ("Attempt", string.Create(CultureInfo.InvariantCulture, $"{decided.Attempt} ({decided.CrashedAttempts} crashed)")),
                ("Began", PageText.Time(decided.BeganAt)), ("Decided", PageText.Time(decided.DecidedAt)),
                ("Working time of the step", PageText.Of(decided.TimeUsed, decided.Limit)),
                ("Working time of all steps", PageText.Of(decided.TotalTimeUsed, decided.TotalLimit)),
                ("Runs", string.Join(", ", decided.Runs)));
        if (decided.Advice.Count > 0) page.Heading(2, "What to do").List(decided.Advice);
        if (decided.Decision != Decision.Go && decided.Alternatives.Count > 0)
            page.Heading(2, "The plan's alternatives").List(decided.Alternatives);
        page.Heading(2, "Criteria").Criteria(decided.Criteria)
            .Heading(2, "Evidence").Evidence(decided.Criteria).Figures(decided.Figures)
            .Heading(2, "Settings").Facts([.. decided.Settings.OrderBy(each => each.Key, StringComparer.Ordinal)
                .Select(each => (each.Key, (string?)each.Value))]);
        return AddAttempts(page, attempts).ToString();
    }

    /// <summary>Adds every attempt, also those that were set aside.</summary>
    internal static PageText AddAttempts(PageText page, IReadOnlyList<Checkpoint> attempts) => page.Heading(2, "Attempts").Table(
        ["attempt", "began", "decided", "decision", "why"],
        attempts.Select(each => (IReadOnlyList<string>)
        [
            each.Attempt.ToString(CultureInfo.InvariantCulture), PageText.Time(each.BeganAt), PageText.Time(each.DecidedAt),
            PageText.Name(each.Decision) + (each.SetAsideAt is null ? "" : ", set aside"), MarkdownText.Cell(each.Reason),
        ]));
}
