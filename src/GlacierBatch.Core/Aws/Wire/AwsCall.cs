using Amazon.Runtime;

namespace GlacierBatch.Core.Aws.Wire;

/// <summary>One request, ready for the wire but for its signature.</summary>
/// <param name="operation">AWS's name of the operation.</param>
/// <param name="path">The path below the endpoint.</param>
/// <param name="content">The body.</param>
/// <param name="contentType">What the body is.</param>
/// <param name="target">The header that names the operation in the JSON protocol, or null.</param>
/// <param name="sendOnce">
/// Whether it must not be sent again once a byte of it may have arrived, because the operation has no idempotency token.
/// </param>
internal sealed class AwsCall(
    string operation,
    string path,
    byte[] content,
    string contentType,
    string? target = null,
    bool sendOnce = false) : AmazonWebServiceRequest
{
    /// <summary>AWS's name of the operation.</summary>
    public string Operation { get; } = operation;

    /// <summary>The path below the endpoint.</summary>
    public string Path { get; } = path;

    /// <summary>The body.</summary>
    public byte[] Content { get; } = content;

    /// <summary>What the body is.</summary>
    public string ContentType { get; } = contentType;

    /// <summary>The value of <c>X-Amz-Target</c>, or null.</summary>
    public string? Target { get; } = target;

    /// <summary>Whether it must not be sent again once a byte of it may have arrived.</summary>
    public bool SendOnce { get; } = sendOnce;

    /// <summary>Whether it is a GET, which has no body.</summary>
    public bool IsRead { get; init; }

    /// <summary>The operation alone: a body may hold what no log should.</summary>
    public override string ToString() => Operation;
}
