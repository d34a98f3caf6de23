namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>How what runs in a subnet reaches S3, ECR and CloudWatch Logs.</summary>
internal enum WayOut
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By an internet gateway, which serves public addresses only.</summary>
    InternetGateway,

    /// <summary>By a NAT gateway, a transit gateway or another hop.</summary>
    Hop,

    /// <summary>By VPC endpoints: to AWS's services, and to nothing else.</summary>
    Endpoints,
}

/// <summary>A subnet and its way out.</summary>
/// <param name="SubnetId">The subnet.</param>
/// <param name="VpcId">Its VPC.</param>
/// <param name="Way">How its machines reach AWS's services.</param>
/// <param name="Fault">What is wrong with it, or null.</param>
internal sealed record SubnetWay(string SubnetId, string VpcId, WayOut Way, string? Fault)
{
    /// <inheritdoc/>
    public override string ToString() => Fault ?? Way switch
    {
        WayOut.InternetGateway => $"{SubnetId} by its internet gateway",
        WayOut.Hop => $"{SubnetId} by a NAT or transit gateway",
        _ => $"{SubnetId} by VPC endpoints",
    };
}

/// <summary>Where an environment's machines stand.</summary>
/// <param name="Subnets">The subnets.</param>
/// <param name="SecurityGroups">The security groups.</param>
/// <param name="AssignPublicIp">Whether tasks need public addresses; null where it could not be looked at.</param>
/// <param name="Evidence">How each subnet gets out, in one line.</param>
internal sealed record Network(
    IReadOnlyList<string> Subnets, IReadOnlyList<string> SecurityGroups, bool? AssignPublicIp, string Evidence);
