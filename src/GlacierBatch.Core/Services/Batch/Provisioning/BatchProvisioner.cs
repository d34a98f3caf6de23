using GlacierBatch.Core.Aws;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>Makes an environment's part at AWS, or brings it to what is asked; says beforehand what that would do.</summary>
/// <param name="clients">The services.</param>
/// <param name="watch">Who is told.</param>
/// <param name="time">The clock.</param>
internal sealed class BatchProvisioner(AwsClients clients, ProvisioningWatch watch, TimeProvider time)
{
    /// <summary>What deploying would change, resource by resource. Nothing is changed.</summary>
    /// <exception cref="GlacierBatchException">It could not be deployed; the message says why.</exception>
    public Task<IReadOnlyList<PlannedChange>> PlanAsync(ProvisioningRequest request, CancellationToken cancellationToken) =>
        Saying(request.Name, async () =>
        {
            var account = await AccountAsync(request, cancellationToken);
            if (Adopts(request))
            {
                await AdoptAsync(request, account, cancellationToken);
                return [];
            }

            var changes = new List<PlannedChange>();
            var role = new ServiceLinkedRole(clients.Iam, watch);
            if (request.Settings.ServiceRole is null && await role.IsThereAsync(cancellationToken) is false)
                changes.Add(new PlannedChange("Create", ServiceLinkedRole.Name, "AWS::IAM::ServiceLinkedRole"));
            var prepared = await Preparation().PrepareAsync(request, account, cancellationToken);
            changes.AddRange(await Deployer().PlanAsync(prepared.Request, cancellationToken));
            changes.AddRange(ReadBack.Repairs(prepared.Real, prepared.Expected)
                .Where(repair => !changes.Any(change => change.Resource == repair.Resource)));
            if (request.Settings.ManageLifecycle)
            {
                changes.AddRange(await new BucketLifecycle(clients.S3).PlanAsync(
                    request.Bucket, request.Prefix, request.BasePath, request.Settings.RunRetentionDays, cancellationToken));
            }

            return (IReadOnlyList<PlannedChange>)changes;
        });

    /// <summary>Deploys, follows it, and reads back what came of it.</summary>
    /// <returns>What AWS has now, for the environment's record.</returns>
    /// <exception cref="GlacierBatchException">
    /// It failed; the message names the resource, AWS's reason and what became of the rest.
    /// </exception>
    public Task<BatchRecord> DeployAsync(ProvisioningRequest request, CancellationToken cancellationToken) =>
        Saying(request.Name, async () =>
        {
            var account = await AccountAsync(request, cancellationToken);
            if (Adopts(request)) return Kept(request, await AdoptAsync(request, account, cancellationToken));
            var prepared = await Preparation().PrepareAsync(request, account, cancellationToken);
            await new BucketInspector(clients.S3, clients.Connection).RequireWritableAsync(request.Bucket, cancellationToken);
            if (request.Settings.ServiceRole is null) await new ServiceLinkedRole(clients.Iam, watch).EnsureAsync(cancellationToken);
            var guard = new UpdateGuard(clients.CloudFormation, clients.Batch);
            var stack = await Deployer().DeployAsync(
                prepared.Request,
                (changes, there, token) => request.Settings.Force
                    ? Task.CompletedTask
                    : guard.RequireAsync(changes, there, prepared.Request.Template, prepared.Real, prepared.Expected, token),
                cancellationToken);
            // What an update has dropped from the list and Batch still has is not lost sight of.
            var inventory = (await StackInventory.ReadAsync(clients.CloudFormation, stack.StackName, cancellationToken))
                .With(prepared.Inventory.With(request.Known?.Resources).Ids);
            var real = await new ReadBack(clients.Batch, watch, time).RequireAsync(inventory, prepared.Expected, cancellationToken);
            var record = await new RecordWriter(clients).DescribeAsync(inventory, real, account, cancellationToken);
            await TendLifecycleAsync(request, cancellationToken);
            return Kept(request, record with
            {
                StackName = stack.StackName,
                Compute = request.Settings.Compute ?? request.Known?.Compute ?? PurchaseOption.Spot,
                AssignPublicIp = prepared.Network.AssignPublicIp ?? request.Known?.AssignPublicIp ?? true,
            });
        });

    /// <summary>Whether an environment is one that others made.</summary>
    public static bool Adopts(ProvisioningRequest request) =>
        request.Settings.IsAdoption || request.Known is { StackName: null };

    /// <summary>Refuses credentials of another account, or another AWS region, than an environment's own.</summary>
    /// <returns>The account.</returns>
    public static async Task<string> RequirePlaceAsync(
        AwsClients clients, BatchRecord? known, string name, CancellationToken cancellationToken)
    {
        if (known is not null) await clients.Account.RequireAsync(name, known.AccountId, known.AwsRegion, cancellationToken);
        return await clients.Account.GetIdAsync(cancellationToken);
    }

    // What publishing an image has recorded is not provisioning's to lose.
    private static BatchRecord Kept(ProvisioningRequest request, BatchRecord made)
    {
        var kept = made with { Image = request.Settings.Image ?? made.Image ?? request.Known?.Image };
        return BatchRecordRule.FindFault(kept) is { } fault
            ? throw new GlacierBatchException(ErrorKind.InvalidArgument, "EnvironmentUnusable",
                $"The environment '{request.Name}' cannot be recorded so: {fault}.", "Correct what was given.", request.Name)
            : kept;
    }

    /// <summary>Looks again at what others made, by the names that are given now or were given before.</summary>
    private Task<BatchRecord> AdoptAsync(ProvisioningRequest request, string account, CancellationToken cancellationToken)
    {
        if (request.Settings.IsAdoption || request.Known is not { } known) return Adoption().DescribeAsync(request, account,
            cancellationToken);
        if (known.JobDefinition is null) return Task.FromResult(known);
        var settings = request.Settings with { JobQueue = known.Queues[known.Compute], JobDefinition = known.JobDefinition };
        return Adoption().DescribeAsync(request with { Settings = settings }, account, cancellationToken);
    }

    private Task<string> AccountAsync(ProvisioningRequest request, CancellationToken cancellationToken) =>
        RequirePlaceAsync(clients, request.Known, request.Name, cancellationToken);

    private AdoptedEnvironment Adoption() => new(clients, watch, time);

    private StackPreparation Preparation() => new(clients, watch, time);

    private StackDeployer Deployer() => new(
        clients.CloudFormation,
        new StackRemover(clients.CloudFormation, new ResourceSweep(clients.Batch, watch, time), watch, time), watch, time);

    private async Task TendLifecycleAsync(ProvisioningRequest request, CancellationToken cancellationToken)
    {
        var lifecycle = new BucketLifecycle(clients.S3);
        if (request.Settings.ManageLifecycle)
        {
            await lifecycle.ApplyAsync(request.Bucket, request.Prefix, request.BasePath, request.Settings.RunRetentionDays,
                cancellationToken);
            return;
        }

        try
        {
            if (await lifecycle.EndsUploadsAsync(request.Bucket, request.WholeBasePath, cancellationToken)) return;
            watch.Tell($"The bucket '{request.Bucket}' keeps parts of abandoned uploads for ever, and they are paid for: "
                + "-ManageLifecycle adds rules.");
        }
        catch (Amazon.S3.AmazonS3Exception fault) when (fault.StatusCode == System.Net.HttpStatusCode.Forbidden)
        {
            // An offer only.
        }
    }

    private static async Task<T> Saying<T>(string name, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (fault is not GlacierBatchException && AwsFault.KindOf(fault) is not null)
        {
            throw AwsFault.ToException(fault, name);
        }
    }
}
