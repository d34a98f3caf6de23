namespace GlacierBatch.Core.Aws;

/// <summary>How long to wait for AWS.</summary>
public sealed record AwsTimeouts
{
    /// <summary>Until a connection stands.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For one attempt, from its first byte to the last one of its answer.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(60);
}
