using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Results;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Outputs;

/// <summary>Proves a task's output: what its record says is there, whole, and this run's.</summary>
internal static class OutputVerifier
{
    /// <summary>The verdict on one job's output.</summary>
    public static async Task<Verdict> VerifyAsync(GlacierEnvironment environment, Job job, CancellationToken cancellationToken)
    {
        try
        {
            return await CheckAsync(environment, job, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Single(job, CheckStatus.Unchecked, fault.Message);
        }
    }

    private static async Task<Verdict> CheckAsync(GlacierEnvironment environment, Job job, CancellationToken cancellationToken)
    {
        if (!job.Status.IsEnded()) return Single(job, CheckStatus.Unchecked, $"The job is {job.Status}: wait for it.");
        TaskResult? result;
        try
        {
            result = await RunStore.FindResultAsync(environment, job, cancellationToken);
        }
        catch (InvalidDataException fault)
        {
            return Single(job, CheckStatus.Failed, fault.Message);
        }

        if (result is null) return Single(job, CheckStatus.Failed, job.StatusReason ?? "There is no result record: it was not done.");
        if (!result.Outcome.IsSuccess()) return Single(job, CheckStatus.Failed, $"{result.Outcome}: {result.Reason}");
        if (result is { Outcome: TaskOutcome.NoScenes })
        {
            var none = result.Outputs.All(output => output.Kind == OutputKind.Template);
            return Single(job, none ? CheckStatus.Passed : CheckStatus.Failed, none
                ? "The imagery's catalogue has no scene in the window, and nothing was written."
                : "The record says that there were no scenes, and lists outputs.");
        }

        var files = new OutputFiles(environment, result);
        return new Verdict(job,
            [
                RecordCheck(result),
                LayoutCheck.Run(result),
                .. await files.CheckAsync(cancellationToken),
                await SharedFilesCheck.RunAsync(environment, job, result, cancellationToken),
            ],
            result.Outputs.Count(output => output.Kind == OutputKind.Scene));
    }

    private static Check RecordCheck(TaskResult result)
    {
        var scenes = result.Outputs.Count(output => output.Kind == OutputKind.Scene);
        var bytes = result.Outputs.Sum(output => output.Size);
        return new Check("Recorded", CheckStatus.Passed, FormattableString.Invariant(
            $"{scenes} scenes, {result.Outputs.Count} files, {bytes / 1e6:0.0} MB"));
    }

    private static Verdict Single(Job job, CheckStatus status, string evidence) =>
        new(job, [new Check("Recorded", status, evidence)], 0);
}
