using GlacierBatch.Core.Aws.Batch;

namespace GlacierBatch.Core.Services.Batch.Watching;

/// <summary>Why a job stays in RUNNABLE, and what to do: AWS's word for it, told in one line.</summary>
internal static class RunnableExplainer
{
    private const string Misconfiguration = "MISCONFIGURATION:";

    // The first that a reason holds counts. The words before the colon are AWS's, the others those of its longer sentences.
    private static readonly (string Sign, string Cause, string Fix)[] Causes =
    [
        ("CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY", "AWS has no free machine of the environment's instance types now",
            "wait, allow more instance types with -InstanceType, or submit again with -Compute OnDemand"),
        ("MISCONFIGURATION:EC2_INSTANCE_CONFIGURATION_UNSUPPORTED", "EC2 cannot start the instance types in this AWS region or zone",
            "give others with New-GlacierBatchEnvironment -InstanceType"),
        ("MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE", "a task wants more than the compute environment may have together",
            "raise -MaxvCpu with Set-GlacierBatchEnvironment, or give the task less with -VCpu or -MemoryMiB"),
        ("MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT",
            "a task wants more processors or memory than any instance type offers after the agent's share",
            "give it less with -MemoryMiB (an 8 GiB instance offers about 7.8), or larger -InstanceType"),
        ("MISCONFIGURATION:SERVICE_ROLE_PERMISSIONS", "Batch's service role may not start machines",
            "converge with New-GlacierBatchEnvironment, or let an administrator restore AWSServiceRoleForBatch"),
        ("ACTION_REQUIRED", "AWS Batch needs an administrator's hand", "read Test-GlacierBatchEnvironment's checks and mend what failed"),
        ("UNDETERMINED", "AWS Batch has no cause to name yet", "wait some minutes; then Test-GlacierBatchEnvironment looks at each cause"),
        ("VcpuLimitExceeded", "the account's vCPU quota is used up",
            "ask for more in Service Quotas (EC2, running or Spot instances), or wait"),
        ("MaxSpotInstanceCountExceeded", "the account's Spot quota is used up",
            "ask for more in Service Quotas (EC2 Spot), or use -Compute OnDemand"),
        ("AmazonEC2ContainerServiceforEC2Role", "the instance role lacks AmazonEC2ContainerServiceforEC2Role, so machines cannot join",
            "converge with New-GlacierBatchEnvironment"),
        ("no container instance", "machines start and do not join the cluster",
            "give the subnets a way to ECS and ECR (public address, NAT or endpoints), and the instance role "
            + "AmazonEC2ContainerServiceforEC2Role: Test-GlacierBatchEnvironment checks both"),
        ("INVALID", "the compute environment is INVALID", "converge with New-GlacierBatchEnvironment; its reason names the resource"),
    ];

    /// <summary>Whether Batch will cancel such a job after a time, since it can never start.</summary>
    public static bool IsMisconfiguration(string? reason) => reason?.Contains(Misconfiguration, StringComparison.Ordinal) == true;

    /// <summary>A job's reason as cause and fix, or null where AWS gives none.</summary>
    public static string? Explain(string? reason)
    {
        if (string.IsNullOrWhiteSpace(reason)) return null;
        foreach (var (sign, cause, fix) in Causes)
        {
            if (reason.Contains(sign, StringComparison.OrdinalIgnoreCase)) return $"It cannot start: {cause} ({sign}). To mend it, {fix}.";
        }

        return $"It cannot start; AWS Batch says: {MessageText.Of(reason, 300)}";
    }

    /// <summary>What a queue and its compute environments tell, or null where they are in order.</summary>
    /// <param name="queue">The queue, or null where there is none of that name.</param>
    /// <param name="computes">Its compute environments.</param>
    public static string? Explain(JobQueueDetail? queue, IReadOnlyList<ComputeEnvironmentDetail> computes)
    {
        if (queue is null) return "It cannot start: the job queue is gone. To mend it, converge with New-GlacierBatchEnvironment.";
        if (queue.State == "DISABLED")
            return $"It cannot start: the job queue {queue.JobQueueName} is disabled. To mend it, enable it (aws batch update-job-queue "
                + "--state ENABLED).";
        if (computes.FirstOrDefault(compute => compute.Status == "INVALID") is { } invalid)
            return Of(invalid, "is INVALID", "converge with New-GlacierBatchEnvironment");
        return computes.Count > 0 && computes.All(compute => compute.State == "DISABLED")
            ? Of(computes[0], "is disabled", "enable it (aws batch update-compute-environment --state ENABLED)")
            : null;
    }

    private static string Of(ComputeEnvironmentDetail compute, string how, string fix)
    {
        var reason = string.IsNullOrWhiteSpace(compute.StatusReason) ? "" : $", {MessageText.Of(compute.StatusReason, 300).TrimEnd('.')}";
        return $"It cannot start: the compute environment {compute.ComputeEnvironmentName} {how}{reason}. To mend it, {fix}.";
    }
}
