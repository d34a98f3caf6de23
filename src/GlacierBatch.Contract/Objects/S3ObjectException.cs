namespace GlacierBatch.Contract.Objects;

/// <summary>A bucket that could not be read or written. The message names bucket, key, AWS's code and what to do, and no secret.</summary>
/// <param name="message">One sentence.</param>
/// <param name="code">AWS's code, or a word of the same kind where no answer came.</param>
/// <param name="isTransient">Whether the same call may succeed later with nothing changed.</param>
/// <param name="cause">What the client said.</param>
public sealed class S3ObjectException(string message, string code, bool isTransient, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>
    /// AWS's code, as <c>NoSuchBucket</c>; <c>Unreachable</c>, <c>Timeout</c> or <c>NoCredentials</c> where no answer came.
    /// </summary>
    public string Code { get; } = code;

    /// <summary>Whether the same call may succeed later with nothing changed: throttling, a server's fault, the network.</summary>
    public bool IsTransient { get; } = isTransient;
}
