using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using GlacierBatch.Core.Aws;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>Looks at a bucket: whether it is there, where, writable, and with which key it is encrypted.</summary>
/// <param name="s3">S3.</param>
/// <param name="connection">Where and as whom S3 is called.</param>
internal sealed class BucketInspector(IAmazonS3 s3, AwsConnection connection)
{
    /// <summary>Looks at a bucket, and refuses one that jobs could not use.</summary>
    /// <param name="bucket">Its name.</param>
    /// <param name="accountId">The account, to complete the id of a key.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">There is none, it is in another AWS region, or it may not be used.</exception>
    public async Task<BucketFacts> RequireAsync(string bucket, string accountId, CancellationToken cancellationToken)
    {
        var region = await RegionAsync(bucket, cancellationToken);
        if (region is not null && region != connection.Region)
        {
            throw new GlacierBatchException(ErrorKind.InvalidArgument, "BucketInOtherRegion",
                $"The bucket '{bucket}' is in the AWS region {region}, and the environment in {connection.Region}: "
                + "every byte between them is paid for.",
                $"Give -AwsRegion {region}, or a bucket in {connection.Region}.", bucket);
        }

        var (key, isKnown) = await KeyAsync(bucket, accountId, cancellationToken);
        return new BucketFacts(bucket, region, key, isKnown);
    }

    /// <summary>Writes an object and deletes it again.</summary>
    /// <exception cref="GlacierBatchException">It may not be written.</exception>
    public async Task RequireWritableAsync(string bucket, CancellationToken cancellationToken)
    {
        var key = $"environments/.write-test-{Guid.NewGuid():N}";
        try
        {
            await s3.PutObjectAsync(
                new PutObjectRequest { BucketName = bucket, Key = key, InputStream = new MemoryStream(Encoding.UTF8.GetBytes("test")) },
                cancellationToken);
            await s3.DeleteObjectAsync(new DeleteObjectRequest { BucketName = bucket, Key = key }, cancellationToken);
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode == HttpStatusCode.Forbidden)
        {
            throw new GlacierBatchException(ErrorKind.PermissionDenied, "BucketNotWritable",
                $"The bucket '{bucket}' may not be written with these credentials: {MessageText.Of(fault.Message, 200).TrimEnd('.')}.",
                $"Ask for s3:PutObject and s3:DeleteObject on arn:aws:s3:::{bucket}/environments/*.", bucket, fault);
        }
    }

    private async Task<string?> RegionAsync(string bucket, CancellationToken cancellationToken)
    {
        try
        {
            var head = await s3.HeadBucketAsync(new HeadBucketRequest { BucketName = bucket }, cancellationToken);
            if (!string.IsNullOrEmpty(head.BucketRegion)) return head.BucketRegion;
            var location = await s3.GetBucketLocationAsync(new GetBucketLocationRequest { BucketName = bucket }, cancellationToken);
            return location.Location?.Value switch { null or "" => "us-east-1", "EU" => "eu-west-1", var other => other };
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode == HttpStatusCode.NotFound)
        {
            throw new GlacierBatchException(ErrorKind.NotFound, "BucketNotFound", $"There is no bucket '{bucket}'.",
                $"Make it: aws s3 mb s3://{bucket} --region {connection.Region}; or correct -Bucket.", bucket, fault);
        }
        catch (AmazonS3Exception fault) when (
            fault.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.BadRequest && Header(fault) is not null)
        {
            return Header(fault);
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode == HttpStatusCode.Forbidden)
        {
            throw new GlacierBatchException(ErrorKind.PermissionDenied, "AwsAccessDenied",
                $"The AWS credentials may not do s3:ListBucket on arn:aws:s3:::{bucket}.",
                "Ask an administrator to allow it, or check the bucket's name: it may be another account's.", bucket, fault);
        }
    }

    private async Task<(string? Key, bool IsKnown)> KeyAsync(string bucket, string accountId, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await s3.GetBucketEncryptionAsync(new GetBucketEncryptionRequest { BucketName = bucket }, cancellationToken);
            var key = (answer.ServerSideEncryptionConfiguration?.ServerSideEncryptionRules ?? [])
                .Select(rule => rule.ServerSideEncryptionByDefault)
                .FirstOrDefault(rule => rule?.ServerSideEncryptionAlgorithm?.Value?.StartsWith("aws:kms", StringComparison.Ordinal) is true)
                ?.ServerSideEncryptionKeyManagementServiceKeyId;
            return (ArnOf(key, bucket, accountId), true);
        }
        catch (AmazonS3Exception fault) when (fault.ErrorCode == "ServerSideEncryptionConfigurationNotFoundError")
        {
            return (null, true);
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode == HttpStatusCode.Forbidden)
        {
            return (null, false);
        }
    }

    private string? ArnOf(string? key, string bucket, string accountId)
    {
        // AWS's own key lets everybody in who may use the bucket.
        if (string.IsNullOrEmpty(key) || key.EndsWith("alias/aws/s3", StringComparison.Ordinal)) return null;
        if (key.Contains("alias/", StringComparison.Ordinal))
        {
            throw new GlacierBatchException(ErrorKind.InvalidArgument, "BucketKeyIsAlias",
                $"The bucket '{bucket}' is encrypted with {key}, and a role can be allowed a key only by its ARN.",
                "Give the key's ARN with -BucketKeyArn: aws kms describe-key --key-id " + key + " --query KeyMetadata.Arn.", key);
        }

        return key.StartsWith("arn:", StringComparison.Ordinal)
            ? key
            : $"arn:{AwsPartition.Of(connection.Region)}:kms:{connection.Region}:{accountId}:key/{key}";
    }

    private static string? Header(AmazonServiceException fault) =>
        fault.InnerException is Amazon.Runtime.Internal.HttpErrorResponseException { Response: { } response }
            && response.GetHeaderValue("x-amz-bucket-region") is { Length: > 0 } region ? region : null;
}
