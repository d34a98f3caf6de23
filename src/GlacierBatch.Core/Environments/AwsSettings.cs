using System.Text;

namespace GlacierBatch.Core.Environments;

/// <summary>How the user wants AWS to be reached for an environment. What is null stays as it is known on this machine.</summary>
public sealed record AwsSettings
{
    /// <summary>The AWS region.</summary>
    public string? AwsRegion { get; init; }

    /// <summary>The AWS region of the session (Set-DefaultAWSRegion), where none is known otherwise.</summary>
    public string? SessionRegion { get; init; }

    /// <summary>The profile.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Where every service is, instead of at AWS.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>Credentials, the SDK's own or those of AWS.Tools. They live as long as the process and are written nowhere.</summary>
    public object? Credential { get; init; }

    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"AwsRegion = {AwsRegion}, ProfileName = {ProfileName}, EndpointUrl = {EndpointUrl}, ");
        text.Append($"Credential = {(Credential is null ? "none" : "given")}");
        return true;
    }
}
