using System.Text;

namespace GlacierBatch.Core.Aws;

/// <summary>Where and as whom to call AWS, as far as the user said so; the rest is found as the AWS command line finds it.</summary>
public sealed record AwsConnectionOptions
{
    /// <summary>The AWS region, for instance <c>us-west-2</c>; null takes that of the environment or the profile.</summary>
    public string? Region { get; init; }

    /// <summary>The profile to take credentials from; null takes the SDK's own chain.</summary>
    public string? ProfileName { get; init; }

    /// <summary>
    /// Credentials to use: the SDK's own, or an object of another copy of the SDK (AWS.Tools has its own), which is asked for
    /// its keys whenever they are needed. It beats <see cref="ProfileName"/>.
    /// </summary>
    public object? Credential { get; init; }

    /// <summary>Where every service is, instead of at AWS; null takes the endpoint of environment or profile, if one is named.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>How long to wait.</summary>
    public AwsTimeouts Timeouts { get; init; } = new();

    private bool PrintMembers(StringBuilder text)
    {
        // Never the credential itself: an object of another SDK may print its keys.
        text.Append($"Region = {Region}, ProfileName = {ProfileName}, EndpointUrl = {EndpointUrl}, ");
        text.Append($"Credential = {(Credential is null ? "none" : "given")}");
        return true;
    }
}
