using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Services.Batch.Definitions;

namespace GlacierBatch.Core.Services.Batch.Submission;

/// <summary>What AWS Batch will be told of each task, for those who look before they submit.</summary>
internal static class SubmissionText
{
    /// <summary>Job, queue, definition and environment variables, a line for each task by its position.</summary>
    public static IReadOnlyList<string> Of(GlacierEnvironment environment, RunManifest manifest)
    {
        var record = environment.RequireBatch();
        var definition = record.JobDefinition ?? (record.Image is null
            ? "none yet (Publish-GlacierImage publishes the image that it names)"
            : DefinitionSpec.Of(environment, PurchaseOptions.Of(manifest, record)).Name);
        var lines = new string[manifest.Tasks.Count];
        foreach (var part in PartPlan.Of(environment, manifest, manifest.Created))
        {
            var request = PartRequest.Of(environment, manifest, part, definition);
            var variables = request.ContainerOverrides?.Environment?.Select(variable => $"{variable.Name}={variable.Value}") ?? [];
            var rest = $"queue {request.JobQueue}, definition {definition}, environment {string.Join(' ', variables)}";
            for (var child = 0; child < part.Positions.Count; child++)
            {
                var name = part.Positions.Count == 1 ? part.JobName : FormattableString.Invariant($"{part.JobName}:{child}");
                lines[part.Positions[child]] = $"job {name}, {rest}";
            }
        }

        return lines;
    }
}
