using Amazon.Runtime;

namespace GlacierBatch.Core.Aws.Wire;

/// <summary>An answer of AWS with its body read.</summary>
/// <typeparam name="T">What the body was read as.</typeparam>
internal sealed class AwsAnswer<T> : AmazonWebServiceResponse
{
    /// <summary>The body.</summary>
    public T? Value { get; init; }
}
