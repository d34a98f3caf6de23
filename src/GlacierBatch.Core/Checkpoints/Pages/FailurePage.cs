using System.Globalization;

namespace GlacierBatch.Core.Checkpoints.Pages;

/// <summary>Why a step was abandoned: all evidence of all attempts, what it took, and the plan's alternatives.</summary>
internal static class FailurePage
{
    /// <summary>Writes it.</summary>
    /// <param name="decided">What was decided.</param>
    /// <param name="attempts">All attempts at the step.</param>
    /// <param name="all">How all steps stand.</param>
    public static string Write(Checkpoint decided, IReadOnlyList<Checkpoint> attempts, IReadOnlyList<Checkpoint> all)
    {
        var page = new PageText()
            .Heading(1, $"Failure analysis of step {decided.Step}, {decided.Name}")
            .Facts(
                ("Environment", decided.Environment), ("Abandoned because", decided.Reason), ("Decided", PageText.Time(decided.DecidedAt)),
                ("Attempts", string.Create(CultureInfo.InvariantCulture, $"{decided.Attempts}, {decided.CrashedAttempts} of them crashed")),
                ("Working time of the step", PageText.Of(decided.TimeUsed, decided.Limit)),
                ("Working time of all steps", PageText.Of(decided.TotalTimeUsed, decided.TotalLimit)))
            .Heading(2, "The plan's alternatives").List(decided.Alternatives.Count == 0 ? ["The plan names none."] : decided.Alternatives)
            .Heading(2, "What was advised").List(decided.Advice);
        StatusPage.AddAttempts(page, attempts);
        foreach (var attempt in attempts)
        {
            page.Heading(2, $"Evidence of attempt {attempt.Attempt}").Criteria(attempt.Criteria).Heading(3, "What it rests on")
                .Evidence(attempt.Criteria).Figures(attempt.Figures);
        }

        page.Heading(2, "The steps so far").Table(
            ["step", "name", "decision", "working time", "why"],
            all.Select(each => (IReadOnlyList<string>)
            [
                each.Step.ToString(CultureInfo.InvariantCulture), MarkdownText.Cell(each.Name), PageText.Name(each.Decision),
                PageText.Of(each.TimeUsed, each.Limit), MarkdownText.Cell(each.Reason),
            ]));
        return page.ToString();
    }
}
