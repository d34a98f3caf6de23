namespace GlacierBatch.Core.Aws;

/// <summary>What kind of fault a call of AWS met.</summary>
public enum AwsFaultKind
{
    /// <summary>No credentials were found.</summary>
    NoCredentials,

    /// <summary>The credentials are over.</summary>
    ExpiredCredentials,

    /// <summary>AWS does not know the credentials, or their signature is wrong.</summary>
    RefusedCredentials,

    /// <summary>This machine's clock is too far off.</summary>
    ClockSkew,

    /// <summary>The credentials may not do this.</summary>
    AccessDenied,

    /// <summary>Too many requests, after all retries.</summary>
    Throttled,

    /// <summary>What the request is about does not exist.</summary>
    NotFound,

    /// <summary>What the request was to make exists already.</summary>
    AlreadyExists,

    /// <summary>AWS refused the request as it is (ClientException, ValidationError and their like).</summary>
    Refused,

    /// <summary>AWS failed, after all retries.</summary>
    ServerFailed,

    /// <summary>No connection came about; nothing was sent.</summary>
    Unreachable,

    /// <summary>It was sent, and no whole answer came back.</summary>
    AnswerLost,

    /// <summary>The answer was none of AWS's.</summary>
    AnswerUnreadable,

    /// <summary>Whether the request took effect is not known.</summary>
    UnknownOutcome,
}
