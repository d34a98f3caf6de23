namespace GlacierBatch.Tests.Services.Batch;

/// <summary>One test of a suite.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Reason">Why, where it did not pass.</param>
internal sealed record SuiteTest(string Name, string Result, string Reason);
