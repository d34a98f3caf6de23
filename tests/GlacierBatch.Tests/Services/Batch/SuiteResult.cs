namespace GlacierBatch.Tests.Services.Batch;

/// <summary>What came of a checkpoint's Pester suite.</summary>
/// <param name="Step">The step.</param>
/// <param name="Status">What it says of the checkpoint.</param>
/// <param name="PassedCount">How many of its tests passed.</param>
/// <param name="FailedCount">How many failed.</param>
/// <param name="SkippedCount">How many were skipped.</param>
/// <param name="ExitCode">What a pipeline ends with.</param>
/// <param name="Tests">Each test.</param>
/// <param name="Warnings">What the user is warned of.</param>
internal sealed record SuiteResult(
    int Step, string Status, int PassedCount, int FailedCount, int SkippedCount, int ExitCode, IReadOnlyList<SuiteTest> Tests,
    IReadOnlyList<string> Warnings)
{
    /// <summary>The criteria whose tests ended so: a test is named by its criterion and what holds.</summary>
    public IEnumerable<string> Criteria(string result) =>
        Tests.Where(test => test.Result == result).Select(test => test.Name.Split(':')[0]);
}
