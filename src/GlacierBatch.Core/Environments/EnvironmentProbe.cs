using GlacierBatch.Contract.Objects;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Core.Regions;

namespace GlacierBatch.Core.Environments;

/// <summary>Looks whether what every service needs is there: a bucket that can be written, and scripts with their catalogue.</summary>
/// <param name="catalogs">Catalogues.</param>
internal sealed class EnvironmentProbe(CatalogProvider catalogs)
{
    /// <summary>Refuses a bucket that cannot be written.</summary>
    /// <exception cref="GlacierBatchException"><c>BucketNotWritable</c>.</exception>
    public static async Task RequireWritableAsync(OpenBucket bucket, CancellationToken cancellationToken)
    {
        var key = $"environments/.write-test-{Guid.NewGuid():N}";
        try
        {
            await bucket.Store.TryPutAsync(key, ReadOnlyMemory<byte>.Empty, PutCondition.Absent, cancellationToken);
            await bucket.Store.DeleteAsync(key, cancellationToken);
        }
        catch (S3ObjectException fault) when (BucketFault.Find(fault, bucket) is { ErrorId: not "AwsAccessDenied" } told)
        {
            throw told;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new GlacierBatchException(ErrorKind.PermissionDenied, "BucketNotWritable",
                $"The bucket {bucket.Place.Bucket} cannot be written: {fault.Message}",
                bucket.Place.IsS3 ? "Give a bucket that these credentials may write with -Bucket."
                    : "Give a folder that you may write with -Bucket.",
                bucket.Place.Bucket, fault);
        }
    }

    /// <summary>Whether the bucket can be written.</summary>
    public async Task<EnvironmentCheck> CheckBucketAsync(GlacierEnvironment environment, CancellationToken cancellationToken)
    {
        try
        {
            await RequireWritableAsync(environment.OpenBucket, cancellationToken);
            return new EnvironmentCheck(environment.Name, "Bucket", CheckStatus.Passed, $"{environment.Bucket} can be written");
        }
        catch (GlacierBatchException fault)
        {
            return new EnvironmentCheck(environment.Name, "Bucket", CheckStatus.Failed, fault.Message, fault.Recommendation);
        }
    }

    /// <summary>Whether the scripts and their catalogue are there.</summary>
    public async Task<EnvironmentCheck> CheckWorkloadAsync(GlacierEnvironment environment, CancellationToken cancellationToken)
    {
        try
        {
            var catalog = await catalogs.GetAsync(environment, cancellationToken);
            return new EnvironmentCheck(environment.Name, "Workload", CheckStatus.Passed,
                $"revision {environment.WorkloadRevision?[..12]}, with {catalog.Regions.Count} regions");
        }
        catch (GlacierBatchException fault)
        {
            return new EnvironmentCheck(environment.Name, "Workload", CheckStatus.Failed, fault.Message, fault.Recommendation);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return new EnvironmentCheck(
                environment.Name, "Workload", CheckStatus.Failed, fault.Message, "Publish the scripts again with Publish-GlacierWorkload.");
        }
    }
}
