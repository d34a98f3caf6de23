using GlacierBatch.Core.Aws;

namespace GlacierBatch.Core.Services.Batch.Provisioning.Checks;

/// <summary>Whether the image of the recorded digest is in its repository, and is for the machines' architecture.</summary>
internal sealed class ImageCheck : IBatchCheck
{
    /// <inheritdoc/>
    public string Name => "Image";

    /// <inheritdoc/>
    public async Task<CheckFinding> LookAsync(CheckSubject subject, CancellationToken cancellationToken)
    {
        var name = subject.Environment.Name;
        if (subject.Record.Image is not { } image)
        {
            return subject.Record.JobDefinition is { } definition
                ? CheckFinding.Unchecked($"The job definition {definition} names its image by a tag, which may be another tomorrow")
                : CheckFinding.Failed("No image was published", $"Publish-GlacierImage -Environment {name}");
        }

        if (!ImagePlace.TryRead(image, out var place)) return CheckFinding.Unchecked($"{image} is in no registry of ECR");
        var machines = await MachinesAsync(subject, cancellationToken);
        try
        {
            var architectures = await new ImageArchitecture(subject.Clients.Ecr).FindAsync(place, cancellationToken);
            if (architectures.Count == 0) return CheckFinding.Unchecked($"{image} is there, and its architecture could not be learnt");
            return machines.All(architectures.Contains)
                ? CheckFinding.Passed($"{image} for {string.Join(", ", architectures)}")
                : CheckFinding.Failed(
                    $"{image} is for {string.Join(", ", architectures)}, and the machines are {string.Join(", ", machines)}",
                    $"Build it for them and publish it again: Publish-GlacierImage -Environment {name}");
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.NotFound)
        {
            return CheckFinding.Failed($"{image} is not in its repository", $"Publish it again: Publish-GlacierImage -Environment {name}");
        }
    }

    private static async Task<IReadOnlyList<string>> MachinesAsync(CheckSubject subject, CancellationToken cancellationToken)
    {
        var types = subject.Real.OnInstances.SelectMany(each => each.ComputeResources?.InstanceTypes ?? []).Distinct();
        var sizes = await new TaskFit(subject.Clients.Ec2).SizesAsync(types, cancellationToken);
        return sizes.Count == 0 ? ["amd64"] : [.. sizes.Select(size => size.IsArm ? "arm64" : "amd64").Distinct()];
    }
}
