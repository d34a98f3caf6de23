using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Checkpoints.Pages;

/// <summary>The pages that a decision calls for: how the step stands, always; where it goes from here, at the end of the road.</summary>
public static class CheckpointDocuments
{
    /// <summary>The step after which the environment is in production.</summary>
    private const int ProductionStep = 6;

    /// <summary>The pages.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="decided">What was decided.</param>
    /// <param name="attempts">All attempts at the step.</param>
    /// <param name="all">How all steps stand.</param>
    /// <returns>The status page first.</returns>
    public static IReadOnlyList<CheckpointDocument> Of(
        GlacierEnvironment environment, Checkpoint decided, IReadOnlyList<Checkpoint> attempts, IReadOnlyList<Checkpoint> all)
    {
        var pages = new List<CheckpointDocument> { new($"BATCH_STEP{decided.Step}_STATUS.md", StatusPage.Write(decided, attempts)) };
        if (decided is { Step: ProductionStep, Decision: Decision.Go })
        {
            pages.Add(new CheckpointDocument("BATCH_DEPLOYMENT.md", DeploymentPage.Write(environment, decided, all)));
        }

        if (decided.IsAbandoned)
        {
            pages.Add(new CheckpointDocument(
                $"BATCH_STEP{decided.Step}_FAILURE_ANALYSIS.md", FailurePage.Write(decided, attempts, all)));
        }

        return pages;
    }
}
