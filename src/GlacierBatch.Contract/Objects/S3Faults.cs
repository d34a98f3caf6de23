using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace GlacierBatch.Contract.Objects;

/// <summary>Says in one sentence what of which bucket could not be read or written, why, and what to do.</summary>
internal static class S3Faults
{
    private const string CheckNetwork = "check the network, the proxy and the endpoint's address";

    /// <summary>Does something to an object of the bucket.</summary>
    /// <exception cref="S3ObjectException">It failed.</exception>
    public static async Task<T> OnAsync<T>(
        S3Target target, string key, S3Action action, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (IsFault(e, cancellationToken))
        {
            throw Describe(target, key, action, e);
        }
    }

    /// <summary>Whether an exception of the client's is a fault of the store's, and neither a bug nor the caller's wish to stop.</summary>
    public static bool IsFault(Exception e, CancellationToken cancellationToken) => e switch
    {
        S3ObjectException => false,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => e is AmazonServiceException or AmazonClientException or HttpRequestException or SocketException or IOException
            or TimeoutException,
    };

    /// <summary>Whether the same call may succeed later with nothing changed.</summary>
    public static bool IsTransient(Exception e) => e switch
    {
        AmazonServiceException service when service.StatusCode != 0 => (int)service.StatusCode >= 500
            || service.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
            || service.ErrorCode is "SlowDown" or "RequestTimeout" or "OperationAborted" or "ConditionalRequestConflict",
        AmazonServiceException => true,
        AmazonClientException => IsConnection(e) || IsChecksum(e),
        _ => true,
    };

    /// <summary>The sentence.</summary>
    public static S3ObjectException Describe(S3Target target, string key, S3Action action, Exception e)
    {
        var what = action == S3Action.List ? $"The objects below '{key}'" : $"The object '{key}'";
        var where = action == S3Action.List ? $"could not be listed in the bucket '{target.Bucket}'"
            : $"could not be {action.Verb} the bucket '{target.Bucket}'";
        var (code, reason) = Reason(target, action, e);
        return new S3ObjectException($"{what} {where}: {reason} ({code}).", code, IsTransient(e), e);
    }

    private static (string Code, string Reason) Reason(S3Target target, S3Action action, Exception e) => e switch
    {
        AmazonServiceException service when service.StatusCode != 0 || !string.IsNullOrEmpty(service.ErrorCode) =>
            (CodeOf(service), OfAnswer(target, action, service)),
        OperationCanceledException or TimeoutException =>
            ("Timeout", $"{EndpointOf(target)} did not answer in time; {CheckNetwork}, and try again"),
        _ when IsConnection(e) => ("Unreachable", $"{EndpointOf(target)} cannot be reached, {Innermost(e)}; {CheckNetwork}"),
        AmazonClientException when e.Message.Contains("redential", StringComparison.Ordinal) => ("NoCredentials",
            "no AWS credentials were found; sign in ('aws sso login'), name a profile, or run where a role is attached"),
        AmazonClientException when e.Message.Contains("RegionEndpoint", StringComparison.Ordinal) => ("NoRegion",
            "no AWS region is set; name one, or set AWS_REGION"),
        AmazonClientException when IsChecksum(e) => ("ChecksumMismatch",
            "the bytes do not match their checksum; try again"),
        _ => ("ClientError", Innermost(e)),
    };

    private static string OfAnswer(S3Target target, S3Action action, AmazonServiceException e) => CodeOf(e) switch
    {
        "NoSuchBucket" => "there is no such bucket; check its name, or create it",
        "AccessDenied" or "Forbidden" or "AllAccessDisabled" =>
            $"access is denied; the credentials in use need {action.Permission} on {Resource(target, action)}",
        "InvalidAccessKeyId" or "InvalidClientTokenId" or "UnrecognizedClientException" =>
            "AWS does not know the access key in use; check which profile or environment variables are set",
        "SignatureDoesNotMatch" => "AWS does not accept the signature; the secret key in use does not belong to the access key",
        "ExpiredToken" or "ExpiredTokenException" or "TokenRefreshRequired" or "RequestExpired" =>
            "the credentials in use have expired; sign in again ('aws sso login') or renew them",
        "InvalidToken" => "AWS does not accept the session token in use; sign in again or renew the credentials",
        "PermanentRedirect" or "MovedPermanently" or "TemporaryRedirect" or "AuthorizationHeaderMalformed"
            or "IllegalLocationConstraintException" or "IncorrectEndpoint" =>
            $"the bucket is in another AWS region{RegionOf(e)}; name the bucket's own AWS region",
        "RequestTimeTooSkewed" => "this machine's clock is wrong; set it",
        "BadDigest" or "InvalidDigest" or "XAmzContentChecksumMismatch" => "the bytes that arrived do not match their checksum; try again",
        "KMS.AccessDenied" or "KMS.DisabledException" or "KMS.NotFoundException" or "KMS.KMSInvalidStateException" =>
            "the bucket's encryption key cannot be used; check the key and its policy",
        "SlowDown" or "TooManyRequests" or "ServiceUnavailable" or "Throttling" or "ThrottlingException" or "RequestLimitExceeded" =>
            "S3 asks to slow down, and went on to; try again later",
        "EntityTooLarge" => "it is larger than the store takes",
        _ when (int)e.StatusCode >= 500 => $"S3 has a fault of its own, HTTP {(int)e.StatusCode}; try again later",
        _ => $"S3 refused it with HTTP {(int)e.StatusCode}, {e.Message.Trim().TrimEnd('.')}",
    };

    private static string CodeOf(AmazonServiceException e) =>
        !string.IsNullOrEmpty(e.ErrorCode) ? e.ErrorCode : e.StatusCode.ToString();

    private static string RegionOf(AmazonServiceException e) =>
        e.InnerException is HttpErrorResponseException { Response: { } response }
            && response.GetHeaderValue("x-amz-bucket-region") is { Length: > 0 } region ? $", {region}" : "";

    private static string Resource(S3Target target, S3Action action) =>
        $"arn:aws:s3:::{target.Bucket}" + (action == S3Action.List ? "" : $"/{target.Prefix}*");

    private static string EndpointOf(S3Target target) =>
        target.Client.Config.ServiceURL is { Length: > 0 } url ? $"the endpoint {url.TrimEnd('/')}"
            : $"S3 in {target.Client.Config.RegionEndpoint?.SystemName ?? "its AWS region"}";

    private static bool IsConnection(Exception e)
    {
        for (Exception? cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException or SocketException or IOException) return true;
        }

        return false;
    }

    private static bool IsChecksum(Exception e) => e.Message.Contains("hash", StringComparison.OrdinalIgnoreCase);

    private static string Innermost(Exception e)
    {
        while (e.InnerException is not null) e = e.InnerException;
        return e.Message.Trim().TrimEnd('.');
    }
}
