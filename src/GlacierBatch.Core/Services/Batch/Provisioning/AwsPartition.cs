namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>The part of AWS that an AWS region belongs to, as ARNs name it.</summary>
internal static class AwsPartition
{
    /// <summary>The partition of an AWS region.</summary>
    public static string Of(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
        : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov"
        : "aws";
}
