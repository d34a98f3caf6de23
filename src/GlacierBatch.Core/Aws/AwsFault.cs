using System.Text.RegularExpressions;
using Amazon.Runtime;
using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws;

/// <summary>What went wrong in a call of AWS, said in one sentence, and what to do.</summary>
public static partial class AwsFault
{
    private const int MessageLength = 400;
    private const string ServiceKey = "GlacierBatch.Service";
    private const string ActionKey = "GlacierBatch.Action";
    private const string OperationKey = "GlacierBatch.Operation";
    private const string EndpointKey = "GlacierBatch.Endpoint";

    /// <summary>What kind of fault an exception tells of; null where it is none of a call of AWS.</summary>
    /// <param name="error">The exception of a client of ours or of the SDK.</param>
    public static AwsFaultKind? KindOf(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error switch
        {
            UnknownOutcomeException => AwsFaultKind.UnknownOutcome,
            EndpointUnreachableException or HttpRequestException => AwsFaultKind.Unreachable,
            AnswerLostException or ResendRefusedException => AwsFaultKind.AnswerLost,
            AmazonUnmarshallingException => AwsFaultKind.AnswerUnreadable,
            AmazonServiceException service => KindOf(service),
            AmazonClientException client => KindOf(client),
            _ => null,
        };
    }

    /// <summary>Whether the services may be tried again later: nothing is wrong with the request itself.</summary>
    /// <param name="error">The exception.</param>
    public static bool IsTransient(Exception error) => KindOf(error) is
        AwsFaultKind.Throttled or AwsFaultKind.ServerFailed or AwsFaultKind.Unreachable or AwsFaultKind.AnswerLost
        or AwsFaultKind.AnswerUnreadable;

    /// <summary>An exception as one that a user can act on. The exception itself, with the service's code, is its cause.</summary>
    /// <param name="error">The exception of a client of ours or of the SDK.</param>
    /// <param name="target">What the user was about to do it with: a name; or null.</param>
    public static GlacierBatchException ToException(Exception error, object? target = null)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (error is GlacierBatchException ours) return ours;
        var told = AwsFaultText.Of(KindOf(error) ?? AwsFaultKind.ServerFailed, Facts.Of(error));
        return new GlacierBatchException(told.Kind, told.ErrorId, told.Message, told.Recommendation, target, error);
    }

    /// <summary>Notes on an exception which call it belongs to. Always false, to be used as an exception filter.</summary>
    internal static bool Note(Exception error, AwsService service, string operation, Uri endpoint)
    {
        error.Data[ServiceKey] = service.Title;
        error.Data[OperationKey] = operation;
        error.Data[ActionKey] = $"{service.SigningName}:{operation}";
        error.Data[EndpointKey] = endpoint.GetLeftPart(UriPartial.Authority);
        // The SDK puts the header's id over the body's, even where there is no such header.
        if (error is AmazonServiceException { RequestId: null or "" } refused)
            refused.RequestId = error.Data[ErrorBody.RequestIdKey] as string;
        return false;
    }

    private static AwsFaultKind KindOf(AmazonServiceException error) => error.ErrorCode switch
    {
        "ExpiredToken" or "ExpiredTokenException" => AwsFaultKind.ExpiredCredentials,
        "UnrecognizedClientException" or "InvalidClientTokenId" or "InvalidSignatureException" or "SignatureDoesNotMatch"
            or "IncompleteSignature" or "MissingAuthenticationToken" or "InvalidAccessKeyId" or "AuthFailure"
            => error.Message.Contains("Signature expired", StringComparison.Ordinal)
                || error.Message.Contains("Signature not yet current", StringComparison.Ordinal)
                ? AwsFaultKind.ClockSkew
                : AwsFaultKind.RefusedCredentials,
        "RequestTimeTooSkewed" or "RequestExpired" or "RequestInTheFuture" => AwsFaultKind.ClockSkew,
        "AccessDenied" or "AccessDeniedException" or "UnauthorizedOperation" => AwsFaultKind.AccessDenied,
        "TooManyRequestsException" or "Throttling" or "ThrottlingException" or "RequestLimitExceeded" or "LimitExceededException"
            or "SlowDown" or "ThrottledException" or "RequestThrottled" => AwsFaultKind.Throttled,
        "ResourceNotFoundException" or "NoSuchEntity" or "NoSuchResourceException" or "RepositoryNotFoundException"
            or "ImageNotFoundException" or "ChangeSetNotFound" or "ChangeSetNotFoundException" => AwsFaultKind.NotFound,
        "AlreadyExistsException" or "ResourceAlreadyExistsException" or "EntityAlreadyExists" => AwsFaultKind.AlreadyExists,
        _ when error.StatusCode == 0 && error.ErrorCode is null => AwsFaultKind.NoCredentials,
        _ when (int)error.StatusCode >= 500 => AwsFaultKind.ServerFailed,
        _ when (int)error.StatusCode == 429 => AwsFaultKind.Throttled,
        // CloudFormation has no code of its own for a stack that is not there.
        "ValidationError" when NoSuchStack().IsMatch(error.Message) => AwsFaultKind.NotFound,
        _ => AwsFaultKind.Refused,
    };

    private static AwsFaultKind KindOf(AmazonClientException error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            // A role that could not be assumed, a token that could not be had: that service's answer tells.
            if (cause is AmazonServiceException { ErrorCode: not null } service) return KindOf(service);
            if (cause.Message.Contains("expired", StringComparison.OrdinalIgnoreCase)
                || cause.Message.Contains("SSO Token", StringComparison.OrdinalIgnoreCase))
            {
                return AwsFaultKind.ExpiredCredentials;
            }
        }

        return AwsFaultKind.NoCredentials;
    }

    [GeneratedRegex(@"^Stack (with id \S+ |\[\S+\] |'\S+' )?does not exist")]
    private static partial Regex NoSuchStack();

    [GeneratedRegex(@"not authorized to perform:? (?<action>[\w-]+:\w+)(?:[^.]*?on (?:the )?resource:? (?<resource>\S+))?")]
    private static partial Regex Denial();

    /// <summary>What is known of a failed call.</summary>
    internal sealed record Facts(
        string Service, string Operation, string Endpoint, string Action, string? Resource, string? Code, string Said, string? RequestId)
    {
        /// <summary>Reads an exception.</summary>
        public static Facts Of(Exception error)
        {
            var service = error as AmazonServiceException ?? error.InnerException as AmazonServiceException;
            var noted = error.Data.Contains(ServiceKey) ? error : error.InnerException ?? error;
            string? Noted(string key) => noted.Data[key] as string;
            var denial = Denial().Match(service?.Message ?? "");
            return new Facts(
                Noted(ServiceKey) ?? "AWS",
                Noted(OperationKey) ?? "the request",
                Noted(EndpointKey) ?? (error as EndpointUnreachableException)?.Endpoint.Authority ?? "AWS",
                denial.Success ? denial.Groups["action"].Value : Noted(ActionKey) ?? "the action",
                denial.Groups["resource"].Success ? denial.Groups["resource"].Value.TrimEnd('.', ',') : null,
                service?.ErrorCode,
                MessageText.Of((service ?? error).Message, MessageLength).TrimEnd('.'),
                service?.RequestId);
        }
    }
}
