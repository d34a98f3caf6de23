using GlacierBatch.Contract.Results;

namespace GlacierBatch.Core.Runs.Failures;

/// <summary>One row of the table by which failures are told apart.</summary>
/// <param name="Category">What it is.</param>
/// <param name="IsTransient">Whether trying again may help.</param>
/// <param name="Matches">Whether the facts show it.</param>
/// <param name="Advice">What to do.</param>
internal sealed record FailureRule(FailureCategory Category, bool IsTransient, Func<FailureFacts, bool> Matches, string Advice)
{
    /// <summary>The runner's own word, from the result record.</summary>
    public static FailureRule Of(TaskOutcome outcome, FailureCategory category, string advice) =>
        new(category, outcome.IsTransient(), facts => facts.Outcome == outcome, advice);
}
