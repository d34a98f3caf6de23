using System.Security.Cryptography;
using System.Text.Json;
using GlacierBatch.Contract.Running;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Services.Batch.Definitions;

/// <summary>
/// What an environment's job definition says. Sizes, time limits and tasks are given with each submission, so that one definition serves
/// all runs of an image; its name carries the hash of its content, so that the same content is never registered twice.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="Hash">The hash of the content, in hexadecimal.</param>
/// <param name="Request">The request that registers it.</param>
internal sealed record DefinitionSpec(string Name, string Hash, RegisterJobDefinitionRequest Request)
{
    /// <summary>The folder for working files in a container.</summary>
    public const string Scratch = "/scratch";

    private const string Volume = "scratch";
    private const int FargateDiskGiB = 100;
    private const int HashCharacters = 16;

    /// <summary>The definition of an environment's jobs.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="option">How the machines are bought: Fargate's definitions are others than EC2's.</param>
    /// <exception cref="GlacierBatchException">No image was published, or nothing is there at AWS.</exception>
    public static DefinitionSpec Of(GlacierEnvironment environment, PurchaseOption option)
    {
        var record = environment.RequireBatch();
        var image = record.Image ?? throw new GlacierBatchException(ErrorKind.NotFound, "ImageNotPublished",
            $"The environment '{environment.Name}' has no image.", $"Publish one: Publish-GlacierImage -Environment {environment.Name}.",
            environment.Name);
        var request = new RegisterJobDefinitionRequest
        {
            JobDefinitionName = "",
            PlatformCapabilities = [option.IsFargate() ? "FARGATE" : "EC2"],
            ContainerProperties = Container(environment, record, image, option),
            RetryStrategy = RetryRules.Of(environment.MaxAttempts, option),
        };
        var content = JsonSerializer.SerializeToUtf8Bytes(request, BatchJson.Default.RegisterJobDefinitionRequest);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..HashCharacters];
        var name = $"glacierbatch-{environment.Name}-{hash}";
        return new DefinitionSpec(name, hash, request with { JobDefinitionName = name });
    }

    private static ContainerProperties Container(GlacierEnvironment environment, BatchRecord record, string image, PurchaseOption option) =>
        new()
    {
        Image = image,
        JobRoleArn = record.JobRoleArn,
        ExecutionRoleArn = record.ExecutionRoleArn,
        ResourceRequirements = BatchSize.Of(1, SizeClass.Smallest, option).ToRequirements(),
        Environment =
        [
            new(TaskVariables.StoreVariable, environment.Bucket),
            new(TaskVariables.ScratchVariable, Scratch),
            new(TaskVariables.ImageVariable, image),
            new("AWS_DEFAULT_REGION", record.AwsRegion),
        ],
        Volumes = [new Volume(Volume, null)],
        MountPoints = [new MountPoint(Scratch, Volume, false)],
        LinuxParameters = new LinuxParameters { InitProcessEnabled = true },
        LogConfiguration = record.LogGroup is not { } group ? null : new LogConfiguration("awslogs", new SortedDictionary<string, string>
        {
            ["awslogs-group"] = group,
            ["awslogs-region"] = record.AwsRegion,
            ["awslogs-stream-prefix"] = environment.Name,
        }),
        NetworkConfiguration = option.IsFargate() ? new NetworkConfiguration(record.AssignPublicIp ? "ENABLED" : "DISABLED") : null,
        EphemeralStorage = option.IsFargate() ? new EphemeralStorage(FargateDiskGiB) : null,
        FargatePlatformConfiguration = option.IsFargate() ? new FargatePlatformConfiguration("LATEST") : null,
    };
}
