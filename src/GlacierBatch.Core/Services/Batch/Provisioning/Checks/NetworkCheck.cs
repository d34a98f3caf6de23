namespace GlacierBatch.Core.Services.Batch.Provisioning.Checks;

/// <summary>Whether each subnet has a way to ECR, S3 and CloudWatch Logs.</summary>
internal sealed class NetworkCheck : IBatchCheck
{
    /// <inheritdoc/>
    public string Name => "Network";

    /// <inheritdoc/>
    public async Task<CheckFinding> LookAsync(CheckSubject subject, CancellationToken cancellationToken)
    {
        var subnets = subject.Real.Environments.SelectMany(each => each.ComputeResources?.Subnets ?? []).Distinct().ToList();
        if (subnets.Count == 0) return CheckFinding.Unchecked("No compute environment tells its subnets");
        var ways = await new NetworkFinder(subject.Clients.Ec2).LookAsync(subnets, cancellationToken);
        if (ways.FirstOrDefault(way => way.Fault is not null) is { } faulty)
        {
            return CheckFinding.Failed($"{faulty.SubnetId}: {faulty.Fault}",
                "Give it a route to an internet or NAT gateway, or other subnets with New-GlacierBatchEnvironment -SubnetId.");
        }

        if (ways.All(way => way.Way == WayOut.Endpoints))
        {
            return CheckFinding.Failed(
                $"{string.Join(", ", ways)}: AWS's services are reached, and the imagery's catalogues on the internet are not",
                "Give the subnets a route to a NAT gateway.");
        }

        return CheckFinding.Passed(string.Join(", ", ways));
    }
}
