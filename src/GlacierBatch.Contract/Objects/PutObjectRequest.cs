namespace GlacierBatch.Contract.Objects;

/// <summary>
/// A put whose body follows at once. The SDK's asks for leave to send it first, which costs every small object a round trip more, and
/// pays only where a large body would be refused. It has the name of the SDK's, which finds the bucket's endpoint by that name.
/// </summary>
internal sealed class PutObjectRequest : Amazon.S3.Model.PutObjectRequest
{
    /// <inheritdoc/>
    protected override bool Expect100Continue => false;
}
