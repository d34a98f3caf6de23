namespace GlacierBatch.Core.Aws;

/// <summary>The sentences for faults of AWS.</summary>
/// <param name="Kind">The kind of error.</param>
/// <param name="ErrorId">Its stable identifier.</param>
/// <param name="Message">What was wrong, and where.</param>
/// <param name="Recommendation">What to do.</param>
internal sealed record AwsFaultText(ErrorKind Kind, string ErrorId, string Message, string Recommendation)
{
    /// <summary>The sentences for a fault.</summary>
    /// <param name="kind">What kind it is.</param>
    /// <param name="facts">What is known of the call.</param>
    public static AwsFaultText Of(AwsFaultKind kind, AwsFault.Facts facts) => kind switch
    {
        AwsFaultKind.NoCredentials => new(
            ErrorKind.PermissionDenied, "AwsNoCredentials",
            facts.Said.StartsWith("Failed to resolve AWS credentials", StringComparison.Ordinal)
                ? $"No AWS credentials were found for {facts.Operation} of {facts.Service}."
                : $"No AWS credentials could be had for {facts.Operation} of {facts.Service}: {facts.Said}.",
            "Sign in with 'aws sso login' or 'aws configure', or give -ProfileName or -Credential."),
        AwsFaultKind.ExpiredCredentials => new(
            ErrorKind.PermissionDenied, "AwsCredentialsExpired",
            $"The AWS credentials for {facts.Operation} of {facts.Service} have expired.",
            "Sign in again ('aws sso login', or new temporary keys) and repeat the command."),
        AwsFaultKind.RefusedCredentials => new(
            ErrorKind.PermissionDenied, "AwsCredentialsRefused",
            $"{facts.Service} does not accept the AWS credentials ({facts.Code}) for {facts.Operation}.",
            "Check the profile's keys, that they are of this partition, and that the AWS region is enabled for the account."),
        AwsFaultKind.ClockSkew => new(
            ErrorKind.NotAvailable, "AwsClockSkew",
            $"{facts.Service} refused {facts.Operation} because this machine's clock differs from AWS's by minutes.",
            "Set the clock (NTP) and repeat the command."),
        AwsFaultKind.AccessDenied => new(
            ErrorKind.PermissionDenied, "AwsAccessDenied",
            facts.Resource is null
                ? $"The AWS credentials may not do {facts.Action}."
                : $"The AWS credentials may not do {facts.Action} on {MessageText.Of(facts.Resource, 200)}.",
            $"Ask an administrator to allow {facts.Action}{(facts.Resource is null ? "" : " on that resource")}; AWS said: {facts.Said}."),
        AwsFaultKind.Throttled => new(
            ErrorKind.Busy, "AwsThrottled",
            $"{facts.Service} answers too many requests of this account and kept refusing {facts.Operation} ({facts.Code}).",
            "Repeat the command in a minute; find what else calls AWS in this account if it goes on."),
        AwsFaultKind.NotFound => new(
            ErrorKind.NotFound, "AwsNotFound",
            $"{facts.Service} does not know what {facts.Operation} is about: {facts.Said}.",
            "Check the name, the account and the AWS region."),
        AwsFaultKind.AlreadyExists => new(
            ErrorKind.AlreadyExists, "AwsAlreadyExists",
            $"{facts.Service} refused {facts.Operation} because it exists already: {facts.Said}.",
            "Use another name, or what is there."),
        AwsFaultKind.Refused => new(
            ErrorKind.InvalidOperation, "AwsRequestRefused",
            $"{facts.Service} refused {facts.Operation}{Code(facts)}: {facts.Said}.",
            "Correct what it names and repeat the command."),
        AwsFaultKind.ServerFailed => new(
            ErrorKind.NotAvailable, "AwsServerFailed",
            $"{facts.Service} failed at {facts.Operation}{Code(facts)}: {facts.Said}.",
            $"Repeat the command; if it goes on, look at AWS's health page{RequestId(facts)}."),
        AwsFaultKind.Unreachable => new(
            ErrorKind.NotAvailable, "AwsUnreachable",
            $"{facts.Service} cannot be reached at {facts.Endpoint}: {facts.Said}.",
            "Check the network, the proxy, the AWS region's name and -EndpointUrl; nothing was sent."),
        AwsFaultKind.AnswerLost => new(
            ErrorKind.NotAvailable, "AwsAnswerLost",
            $"{facts.Service} was asked for {facts.Operation} and no whole answer came back: {facts.Said}.",
            "Repeat the command when the network is there again."),
        AwsFaultKind.AnswerUnreadable => new(
            ErrorKind.InvalidData, "AwsAnswerUnreadable",
            $"What came back for {facts.Operation} from {facts.Endpoint} is no answer of {facts.Service}.",
            "Check -EndpointUrl and whether a proxy or a sign-in page stands in between."),
        AwsFaultKind.UnknownOutcome => new(
            ErrorKind.NotAvailable, "AwsUnknownOutcome",
            facts.Said + ".",
            "Repeat the command: it looks for what is there before it submits."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no sentence for it."),
    };

    private static string Code(AwsFault.Facts facts) => facts.Code is null ? "" : $" ({MessageText.Of(facts.Code)})";

    private static string RequestId(AwsFault.Facts facts) =>
        string.IsNullOrEmpty(facts.RequestId) ? "" : $" or ask AWS support with request id {MessageText.Of(facts.RequestId)}";
}
