namespace GlacierBatch.Core.Aws.Wire;

/// <summary>What tells one AWS service from another on the wire.</summary>
/// <param name="Id">Its identifier in AWS's own service model; the endpoint settings of a profile are found by it.</param>
/// <param name="Title">Its name in a message.</param>
/// <param name="EndpointPrefix">The first part of its host name.</param>
/// <param name="SigningName">Its name in a signature, and in an IAM action.</param>
/// <param name="Version">The version of its API.</param>
/// <param name="IsGlobal">Whether it has one endpoint for all AWS regions of a partition.</param>
internal sealed record AwsService(
    string Id, string Title, string EndpointPrefix, string SigningName, string Version, bool IsGlobal = false);
