using GlacierBatch.Core.Aws.Batch;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>
/// Reads back what an operation has made, and compares it with what was asked: CloudFormation does not see what was changed past it.
/// </summary>
/// <param name="batch">Batch.</param>
/// <param name="watch">Who is told.</param>
/// <param name="time">The clock.</param>
internal sealed class ReadBack(IBatchClient batch, ProvisioningWatch watch, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What is not as asked and can be set right, as changes.</summary>
    public static IReadOnlyList<PlannedChange> Repairs(RealEnvironment real, ExpectedEnvironment expected) =>
    [
        .. real.Queues.Where(pair => pair.Value.State != "ENABLED").Select(pair => new PlannedChange(
            "Repair", RealEnvironment.QueueName(pair.Key), "AWS::Batch::JobQueue", $"it is {pair.Value.State}")),
        .. real.Environments.Where(pair => pair.Value.State != "ENABLED").Select(pair => new PlannedChange(
            "Repair", RealEnvironment.EnvironmentName(pair.Key), "AWS::Batch::ComputeEnvironment", $"it is {pair.Value.State}")),
        .. real.Environments.Where(pair => expected.MaxvCpus is { } most && pair.Value.ComputeResources?.MaxvCpus != most)
            .Select(pair => new PlannedChange(
                "Repair", RealEnvironment.EnvironmentName(pair.Key), "AWS::Batch::ComputeEnvironment",
                $"it has {pair.Value.ComputeResources?.MaxvCpus} vCPUs at most, not {expected.MaxvCpus}")),
    ];

    /// <summary>Waits until all is settled, sets right what can be, and refuses what differs for good.</summary>
    /// <exception cref="GlacierBatchException">Something is missing, INVALID or not as asked.</exception>
    public async Task<RealEnvironment> RequireAsync(
        StackInventory inventory, ExpectedEnvironment expected, CancellationToken cancellationToken)
    {
        var real = await SettleAsync(inventory, expected, cancellationToken);
        var repairs = Repairs(real, expected);
        if (repairs.Count > 0)
        {
            foreach (var repair in repairs) watch.Tell(repair.ToString());
            await RepairAsync(real, expected, cancellationToken);
            real = await SettleAsync(inventory, expected, cancellationToken);
        }

        if (Repairs(real, expected) is [var still, ..]) throw Differs(still.Resource, still.Detail ?? "");
        foreach (var (option, environment) in real.Environments) Compare(option, environment, expected);
        return real;
    }

    private async Task<RealEnvironment> SettleAsync(
        StackInventory inventory, ExpectedEnvironment expected, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var real = await RealEnvironment.ReadAsync(batch, inventory, cancellationToken);
            foreach (var option in expected.Options)
            {
                if (!real.Environments.ContainsKey(option)) throw Missing(RealEnvironment.EnvironmentName(option));
                if (!real.Queues.ContainsKey(option)) throw Missing(RealEnvironment.QueueName(option));
            }

            var unsettled = real.Environments.Values.Select(each => (each.ComputeEnvironmentName, each.Status, each.StatusReason))
                .Concat(real.Queues.Values.Select(each => (each.JobQueueName, each.Status, each.StatusReason)))
                .FirstOrDefault(each => each.Status != "VALID");
            if (unsettled.Status is null) return real;
            var mayPass = unsettled.Status is "CREATING" or "UPDATING" || YoungRole.Is(unsettled.StatusReason);
            if (!mayPass || time.GetElapsedTime(began) > Patience)
            {
                throw new GlacierBatchException(ErrorKind.NotAvailable, "EnvironmentNotValid",
                    $"{unsettled.Item1} is {unsettled.Status}: {MessageText.Of(unsettled.StatusReason, 400).TrimEnd('.')}.",
                    "Correct what AWS names and repeat the command; Test-GlacierBatchEnvironment shows the rest.", unsettled.Item1);
            }

            watch.Tell($"{unsettled.Item1} is {unsettled.Status}: waiting for it.");
            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    private async Task RepairAsync(RealEnvironment real, ExpectedEnvironment expected, CancellationToken cancellationToken)
    {
        // Compute environments first: a queue takes jobs again only when they have somewhere to go.
        foreach (var environment in real.Environments.Values)
        {
            var most = expected.MaxvCpus is { } asked && environment.ComputeResources?.MaxvCpus != asked ? expected.MaxvCpus : null;
            if (environment.State == "ENABLED" && most is null) continue;
            await batch.UpdateComputeEnvironmentAsync(
                new UpdateComputeEnvironmentRequest
                {
                    ComputeEnvironment = environment.ComputeEnvironmentArn,
                    State = environment.State == "ENABLED" ? null : "ENABLED",
                    ComputeResources = most is null ? null : new ComputeResourceUpdate { MaxvCpus = most },
                },
                cancellationToken);
        }

        foreach (var queue in real.Queues.Values.Where(queue => queue.State != "ENABLED"))
        {
            await batch.UpdateJobQueueAsync(
                new UpdateJobQueueRequest { JobQueue = queue.JobQueueArn, State = "ENABLED" }, cancellationToken);
        }
    }

    private static void Compare(PurchaseOption option, ComputeEnvironmentDetail environment, ExpectedEnvironment expected)
    {
        var name = RealEnvironment.EnvironmentName(option);
        var isOnInstances = option is PurchaseOption.Spot or PurchaseOption.OnDemand;
        if (isOnInstances) Require("instance types", environment.ComputeResources?.InstanceTypes, expected.InstanceTypes);
        Require("subnets", environment.ComputeResources?.Subnets, expected.Subnets);
        Require("security groups", environment.ComputeResources?.SecurityGroupIds, expected.SecurityGroups);
        void Require(string what, IReadOnlyList<string>? real, IReadOnlyList<string>? asked)
        {
            if (asked is null || (real ?? []).ToHashSet().SetEquals(asked)) return;
            throw Differs(name, $"its {what} are {string.Join(", ", real ?? [])}, not {string.Join(", ", asked)}");
        }
    }

    private static GlacierBatchException Missing(string resource) => new(
        ErrorKind.NotFound, "EnvironmentIncomplete",
            $"AWS Batch does not have {resource}, though its stack has been deployed: it was deleted past it.",
        "Remove the environment (Remove-GlacierBatch) and make it again.", resource);

    private static GlacierBatchException Differs(string resource, string how) => new(
        ErrorKind.InvalidOperation, "EnvironmentDiffers", $"AWS reports success, and yet {resource} is not as asked: {how}.",
        "Somebody changed it past its stack: repeat the command, or remove the environment and make it again.", resource);
}

/// <summary>What is expected of an environment at AWS. What is null is not compared.</summary>
/// <param name="Options">The purchase options that it has.</param>
/// <param name="MaxvCpus">vCPUs of each compute environment at most.</param>
/// <param name="InstanceTypes">Instance types.</param>
/// <param name="Subnets">Subnets.</param>
/// <param name="SecurityGroups">Security groups.</param>
internal sealed record ExpectedEnvironment(
    IReadOnlyList<PurchaseOption> Options,
    int? MaxvCpus,
    IReadOnlyList<string>? InstanceTypes,
    IReadOnlyList<string>? Subnets,
    IReadOnlyList<string>? SecurityGroups);
