using System.Globalization;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.CloudFormation;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch.Definitions;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>
/// Works out what an environment's stack should be: what is asked, what it has already, and defaults that were looked at.
/// </summary>
/// <param name="clients">The services.</param>
/// <param name="watch">Who is told.</param>
/// <param name="time">The clock.</param>
internal sealed class StackPreparation(AwsClients clients, ProvisioningWatch watch, TimeProvider time)
{
    /// <summary>vCPUs of each compute environment at most, where nothing else is asked.</summary>
    public const int DefaultMaxvCpus = 256;

    /// <summary>Prepares it. Nothing is changed.</summary>
    /// <exception cref="GlacierBatchException">What is asked could not work; the message says why and what would.</exception>
    public async Task<PreparedStack> PrepareAsync(ProvisioningRequest request, string accountId, CancellationToken cancellationToken)
    {
        var settings = request.Settings;
        var stackName = request.Known?.StackName ?? StackNames.Stack(request.Name);
        var bucket = await new BucketInspector(clients.S3, clients.Connection).RequireAsync(request.Bucket, accountId, cancellationToken);
        var there = await new StackMonitor(clients.CloudFormation, watch, time).FindAsync(stackName, cancellationToken);
        if (StackStates.Of(there?.StackStatus) is not (StackState.Usable or StackState.Busy or StackState.StuckRollback)) there = null;
        if (there is not null) RequireSameBucket(there, request);
        var inventory = there is null ? Nothing() : await StackInventory.ReadAsync(clients.CloudFormation, stackName, cancellationToken);
        var real = await RealEnvironment.ReadAsync(clients.Batch, inventory, cancellationToken);
        var types = settings.InstanceTypes ?? TypesOf(real) ?? BatchSettings.DefaultInstanceTypes;
        await RequireFitAsync(request, types, cancellationToken);
        var network = await NetworkAsync(settings, real, cancellationToken);
        watch.Tell($"Subnets: {network.Evidence}.");
        var usesFargate = UsesFargate(request, real);
        var most = request.Limits.MaxvCpu is { } asked ? (int)Math.Ceiling(asked) : (int?)null;
        var values = Values(request, there, bucket, network, types, usesFargate, most);
        var keepsImage = settings.KeepImage ?? (there is not null && await KeepsImageAsync(stackName, cancellationToken));
        return new PreparedStack(
            new StackRequest(stackName, EnvironmentTemplate.Text(keepsImage), values),
            new ExpectedEnvironment(
                Options(usesFargate), most ?? (there is null ? DefaultMaxvCpus : null), types, network.Subnets, network.SecurityGroups),
            real, inventory, network, there);
    }

    private static StackInventory Nothing() => new(new Dictionary<string, string>());

    private static IReadOnlyList<string>? TypesOf(RealEnvironment real) =>
        real.OnInstances.FirstOrDefault()?.ComputeResources?.InstanceTypes is { Count: > 0 } types ? types : null;

    private static bool UsesFargate(ProvisioningRequest request, RealEnvironment real) =>
        (request.Settings.Compute ?? request.Known?.Compute) is PurchaseOption.Fargate or PurchaseOption.FargateSpot
        || real.Queues.ContainsKey(PurchaseOption.Fargate);

    private static IReadOnlyList<PurchaseOption> Options(bool usesFargate) => usesFargate
        ? Enum.GetValues<PurchaseOption>()
        : [PurchaseOption.Spot, PurchaseOption.OnDemand];

    private static void RequireSameBucket(Stack there, ProvisioningRequest request)
    {
        var bucket = there.Parameters.FirstOrDefault(parameter => parameter.ParameterKey == "BucketName")?.ParameterValue;
        if (bucket is null || bucket == request.Bucket) return;
        throw new GlacierBatchException(ErrorKind.AlreadyExists, "StackOfOtherBucket",
            $"The account has a stack {there.StackName} for the bucket '{bucket}', and not for '{request.Bucket}'.",
            "Choose another -Name, or give that bucket to use the environment that is there.", there.StackName);
    }

    private async Task RequireFitAsync(ProvisioningRequest request, IReadOnlyList<string> types, CancellationToken cancellationToken)
    {
        var sizes = await new TaskFit(clients.Ec2).SizesAsync(types, cancellationToken);
        TaskFit.RequireOneArchitecture(sizes);
        var compute = request.Settings.Compute ?? request.Known?.Compute ?? PurchaseOption.Spot;
        if (compute.IsFargate())
        {
            if (request.Limits.MemoryMiB is { } asked) TaskFit.RequireFargate(request.Limits.VCpu, asked);
            return;
        }

        // A size class is asked for less what a machine of that size keeps for itself.
        var memory = request.Limits.MemoryMiB ?? BatchSize.Of(request.Limits.VCpu, SizeClass.Smallest, compute).MemoryMiB;
        TaskFit.Require(sizes, request.Limits.VCpu, memory);
    }

    /// <summary>The network that is asked for, that which it has, or that of the default VPC; looked at in each case.</summary>
    private Task<Network> NetworkAsync(BatchSettings settings, RealEnvironment real, CancellationToken cancellationToken)
    {
        var resources = real.OnInstances.FirstOrDefault()?.ComputeResources;
        var groups = settings.SecurityGroupIds ?? (settings.SubnetIds is null ? resources?.SecurityGroupIds : null);
        return new NetworkFinder(clients.Ec2).FindAsync(settings.SubnetIds ?? resources?.Subnets, groups, cancellationToken);
    }

    private Dictionary<string, string> Values(
        ProvisioningRequest request, Stack? there, BucketFacts bucket, Network network, IReadOnlyList<string> types, bool usesFargate,
            int? most)
    {
        var settings = request.Settings;
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["BucketName"] = request.Bucket,
            ["BucketPrefix"] = request.Prefix,
            ["BasePath"] = request.BasePath,
            ["SubnetIds"] = string.Join(',', network.Subnets),
            ["SecurityGroupIds"] = string.Join(',', network.SecurityGroups),
            ["InstanceTypes"] = string.Join(',', types),
            ["UseFargate"] = usesFargate ? "true" : "false",
        };
        if (network.AssignPublicIp is { } assign) values["AssignPublicIp"] = assign ? "true" : "false";
        if (most is { } number) values["MaxvCpus"] = number.ToString(CultureInfo.InvariantCulture);
        if (there is null) values["RepositoryName"] = StackNames.Repository(request.Name, Guid.NewGuid());
        if (settings.PermissionsBoundary is { } boundary) values["PermissionsBoundary"] = boundary;
        if (settings.ServiceRole is { } role) values["BatchServiceRole"] = role;
        if (settings.LogRetentionDays is { } days) values["LogRetentionDays"] = days.ToString(CultureInfo.InvariantCulture);
        if ((settings.BucketKeyArn ?? bucket.KeyArn) is { } key) values["BucketKeyArn"] = key;
        else if (bucket.IsEncryptionKnown) values["BucketKeyArn"] = "";
        else watch.Warn($"Whether the bucket '{bucket.Name}' has a key of your own is not known: give it with -BucketKeyArn.");
        return values;
    }

    private async Task<bool> KeepsImageAsync(string stack, CancellationToken cancellationToken)
    {
        var answer = await clients.CloudFormation.GetTemplateAsync(new GetTemplateRequest { StackName = stack }, cancellationToken);
        return answer.TemplateBody is { } template && EnvironmentTemplate.KeepsImage(template);
    }
}

/// <summary>What an environment's stack should be.</summary>
/// <param name="Request">The stack.</param>
/// <param name="Expected">What Batch should have afterwards.</param>
/// <param name="Real">What Batch has now.</param>
/// <param name="Inventory">What the stack has now.</param>
/// <param name="Network">Where the machines stand.</param>
/// <param name="There">The stack that is there, or null.</param>
internal sealed record PreparedStack(
    StackRequest Request, ExpectedEnvironment Expected, RealEnvironment Real, StackInventory Inventory, Network Network, Stack? There);
