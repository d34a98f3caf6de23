using System.Globalization;
using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Checkpoints.Pages;

/// <summary>
/// What is in production after the last step: the real names of everything, what was proved, and how it is used and taken down.
/// </summary>
internal static class DeploymentPage
{
    /// <summary>Writes it.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="decided">The production test.</param>
    /// <param name="all">How all steps stand.</param>
    public static string Write(GlacierEnvironment environment, Checkpoint decided, IReadOnlyList<Checkpoint> all)
    {
        var batch = environment.Record.Batch;
        var page = new PageText()
            .Heading(1, $"Deployment of {environment.Name}")
            .Facts(
                ("Environment", environment.Name), ("Service", environment.Service.ToString()), ("Bucket", environment.Bucket),
                ("Outputs below", environment.BasePath), ("Workload's revision", environment.WorkloadRevision),
                ("AWS region", batch?.AwsRegion), ("AWS account", batch?.AccountId), ("CloudFormation stack", batch?.StackName),
                ("Image", batch?.Image), ("Repository", batch?.RepositoryUri), ("Log group", batch?.LogGroup),
                ("Job role", batch?.JobRoleArn), ("Execution role", batch?.ExecutionRoleArn), ("Job definition", batch?.JobDefinition),
                ("Purchase option", batch?.Compute.ToString()),
                ("Instance types", batch?.InstanceTypes is { } types ? string.Join(", ", types) : null),
                ("Most vCPU at a time", environment.MaxvCpu.ToString(CultureInfo.InvariantCulture)),
                ("vCPU of a task", environment.VCpu.ToString(CultureInfo.InvariantCulture)),
                ("Memory of a task", environment.MemoryMiB is { } memory ? $"{memory} MiB" : "by its size class"),
                ("Time limit of an attempt", $"{environment.TimeoutSeconds} s"), ("Environment made", PageText.Time(environment.CreatedAt)),
                ("Production test", string.Join(", ", decided.Runs)), ("Deployed", PageText.Time(decided.DecidedAt)));
        if (batch is not null)
        {
            page.Heading(2, "Queues").Table(["purchase option", "queue"], batch.Queues.OrderBy(each => each.Key)
                .Select(each => (IReadOnlyList<string>)[MarkdownText.Cell(each.Key.ToString()), MarkdownText.Cell(each.Value)]));
        }

        page.Heading(2, "What was proved").Table(
            ["step", "name", "decision", "criteria", "working time", "decided"],
            all.Select(each => (IReadOnlyList<string>)
            [
                each.Step.ToString(CultureInfo.InvariantCulture), MarkdownText.Cell(each.Name), PageText.Name(each.Decision),
                string.Create(CultureInfo.InvariantCulture, $"{each.Passed} of {each.Counted}"), PageText.Of(each.TimeUsed, each.Limit),
                PageText.Time(each.DecidedAt),
            ]));
        return page.Heading(2, "The production test").Criteria(decided.Criteria)
            .Heading(2, "How it is used").Commands(
                $"Get-GlacierRegion -Environment {environment.Name} |",
                $"    Submit-GlacierJob -Satellite {Setting("Satellite")} `",
                $"        -StartDate {Setting("StartDate")} -EndDate {Setting("EndDate")} | Wait-GlacierJob | Test-GlacierOutput",
                $"Get-GlacierRun -Environment {environment.Name} | Measure-GlacierRun",
                $"Test-GlacierBatchEnvironment {environment.Name}")
            .Heading(2, "How it is taken down").Commands($"Remove-GlacierBatch {environment.Name}")
            .Line("The bucket and its data stay.")
            .ToString();

        // As in the production test; whoever reads the page puts the days of the season in.
        string Setting(string name) => decided.Settings.GetValueOrDefault(name, "");
    }
}
