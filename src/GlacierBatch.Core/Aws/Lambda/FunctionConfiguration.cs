namespace GlacierBatch.Core.Aws.Lambda;

/// <summary>Asks for a function's configuration.</summary>
/// <param name="FunctionName">Its name or ARN.</param>
internal sealed record GetFunctionConfigurationRequest(string FunctionName);

/// <summary>
/// A function's configuration: what tells one state of it from another. Its variables are left out, which may be secret; a change of them
/// has another revision.
/// </summary>
internal sealed record FunctionConfiguration
{
    public string? FunctionArn { get; init; }

    public string? Runtime { get; init; }

    public string? Role { get; init; }

    public string? Handler { get; init; }

    public int? Timeout { get; init; }

    public int? MemorySize { get; init; }

    public string? LastModified { get; init; }

    public string? CodeSha256 { get; init; }

    public string? Version { get; init; }

    public string? RevisionId { get; init; }

    public string? PackageType { get; init; }
}
