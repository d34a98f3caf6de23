using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Aws.CloudFormation;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>Refuses an update that would take from under running jobs what they run on.</summary>
/// <param name="cloudFormation">CloudFormation.</param>
/// <param name="batch">Batch.</param>
internal sealed class UpdateGuard(ICloudFormationClient cloudFormation, IBatchClient batch)
{
    private const string Environment = "AWS::Batch::ComputeEnvironment";
    private const string Queue = "AWS::Batch::JobQueue";

    private static readonly string[] Open = ["SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING"];

    // An array whose children run is PENDING itself.
    private static readonly string[] OnMachines = ["PENDING", "STARTING", "RUNNING"];

    /// <summary>Looks at what an update would do.</summary>
    /// <param name="changes">What it would do.</param>
    /// <param name="stack">The stack.</param>
    /// <param name="template">The template that it would have.</param>
    /// <param name="real">What Batch has now.</param>
    /// <param name="expected">What it would have.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">Jobs run, and it would replace or restart what they run on.</exception>
    public async Task RequireAsync(
        ChangeSet changes, Stack stack, string template, RealEnvironment real, ExpectedEnvironment expected,
            CancellationToken cancellationToken)
    {
        var isRenewed = await IsRenewedAsync(stack, template, real, expected, cancellationToken);
        foreach (var (option, queue) in real.Queues)
        {
            var ends = changes.Changes.FirstOrDefault(change =>
                change.LogicalResourceId == RealEnvironment.QueueName(option) && change.ResourceType == Queue && Ends(change));
            var restarts = changes.Changes.FirstOrDefault(change => change.LogicalResourceId == RealEnvironment.EnvironmentName(option)
                && change.ResourceType == Environment && (Ends(change) || (isRenewed && change.Action == "Modify")));
            if ((ends ?? restarts) is not { } harm) continue;
            var jobs = await CountAsync(queue.JobQueueArn, ends is null ? OnMachines : Open, cancellationToken);
            if (jobs == 0) continue;
            var what = ends is not null || Ends(harm) ? "replace or remove" : "restart the machines of";
            throw new GlacierBatchException(ErrorKind.Busy, "UpdateDisturbsJobs",
                $"The update would {what} {harm.LogicalResourceId}, on which {jobs} {(jobs == 1 ? "job runs" : "jobs run")}.",
                "Wait for them (Wait-GlacierJob) or stop them (Stop-GlacierJob), or make it all the same with -Force.",
                    harm.LogicalResourceId);
        }
    }

    private static bool Ends(ResourceChange change) => change.Action == "Remove" || ChangeSet.Replaces(change);

    /// <summary>
    /// Whether compute environments get new machines: all that changes but the most vCPUs, which Batch takes up as it goes, makes Batch
    /// replace the instances.
    /// </summary>
    private async Task<bool> IsRenewedAsync(
        Stack stack, string template, RealEnvironment real, ExpectedEnvironment expected, CancellationToken cancellationToken)
    {
        bool Differs(IReadOnlyList<string>? asked, Func<ComputeResource, IReadOnlyList<string>?> there) => asked is not null
            && real.OnInstances.Any(each => !(there(each.ComputeResources ?? new ComputeResource()) ?? []).ToHashSet().SetEquals(asked));
        if (Differs(expected.InstanceTypes, each => each.InstanceTypes) || Differs(expected.Subnets, each => each.Subnets)
            || Differs(expected.SecurityGroups, each => each.SecurityGroupIds))
        {
            return true;
        }

        var there = await cloudFormation.GetTemplateAsync(new GetTemplateRequest { StackName = stack.StackName }, cancellationToken);
        return there.TemplateBody?.ReplaceLineEndings("\n").Trim() != template.Trim();
    }

    private async Task<int> CountAsync(string queue, IEnumerable<string> statuses, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var status in statuses)
        {
            var request = new ListJobsRequest { JobQueue = queue, JobStatus = status };
            // Some that speak Batch's language list all of a queue, whatever is asked.
            count += await batch.ListAllJobsAsync(request, cancellationToken)
                .Where(job => job.Status is null || job.Status == status).CountAsync(cancellationToken);
        }

        return count;
    }
}
