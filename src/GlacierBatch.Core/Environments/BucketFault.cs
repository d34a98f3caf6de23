using Amazon;
using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Core.Environments;

/// <summary>Faults of a whole bucket, said of it and not of the object that happened to be asked for.</summary>
internal static class BucketFault
{
    /// <summary>The fault as one that a user can act on, or null where it is of an object.</summary>
    /// <param name="fault">What the store says.</param>
    /// <param name="bucket">The bucket.</param>
    public static GlacierBatchException? Find(S3ObjectException fault, OpenBucket bucket)
    {
        var (name, region) = (bucket.Store.Location.Host, bucket.Aws?.Connection.Region);
        return fault.Code switch
        {
            "NoSuchBucket" => new(ErrorKind.NotFound, "BucketNotFound", $"There is no bucket '{name}'.",
                $"Make it: aws s3 mb s3://{name}{(region is null ? "" : $" --region {region}")}; or correct -Bucket.", name, fault),
            "PermanentRedirect" or "MovedPermanently" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" =>
                new(ErrorKind.InvalidArgument, "BucketInOtherRegion", $"The bucket '{name}' is in another AWS region than {region}.",
                    $"Give its own with -AwsRegion: aws s3api get-bucket-location --bucket {name}.", name, fault),
            "NoCredentials" =>
                new(ErrorKind.PermissionDenied, "AwsNoCredentials", $"No AWS credentials were found for the bucket '{name}'.",
                "Sign in with 'aws sso login' or 'aws configure', or give -ProfileName or -Credential.", name, fault),
            "ExpiredToken" or "ExpiredTokenException" or "TokenRefreshRequired" => new(
                ErrorKind.PermissionDenied, "AwsCredentialsExpired", $"The AWS credentials for the bucket '{name}' have expired.",
                "Sign in again ('aws sso login', or new temporary keys) and repeat the command.", name, fault),
            "AccessDenied" or "Forbidden" => new(ErrorKind.PermissionDenied, "AwsAccessDenied", fault.Message,
                "Ask an administrator to allow it, or check the bucket's name: it may be another account's.", name, fault),
            "Unreachable" when region is not null && !IsKnown(region) => new(
                ErrorKind.NotAvailable, "AwsRegionUnknown", $"The AWS region '{region}' is none that is known here, and cannot be reached.",
                "Give one such as us-west-2; 'aws ec2 describe-regions' lists them.", region, fault),
            _ => null,
        };
    }

    /// <summary>Does something to a bucket.</summary>
    /// <exception cref="GlacierBatchException">The bucket as a whole cannot be used.</exception>
    public static async Task<T> OnAsync<T>(OpenBucket bucket, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (S3ObjectException fault) when (Find(fault, bucket) is { } told)
        {
            throw told;
        }
    }

    // AWS opens regions faster than the SDK's list learns of them, so it only explains what has failed.
    private static bool IsKnown(string region) => RegionEndpoint.GetBySystemName(region).DisplayName != "Unknown";
}
