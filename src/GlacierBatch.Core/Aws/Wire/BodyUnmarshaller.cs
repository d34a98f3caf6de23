using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace GlacierBatch.Core.Aws.Wire;

/// <summary>
/// Reads an answer's whole body, JSON or XML alike: of the SDK's JSON reader it uses only what has to do with the stream.
/// </summary>
/// <typeparam name="T">What the body is read as.</typeparam>
/// <param name="read">Reads the body of an answer; what it throws counts as an unreadable answer.</param>
internal sealed class BodyUnmarshaller<T>(Func<ReadOnlyMemory<byte>, T> read) : JsonResponseUnmarshaller
{
    /// <inheritdoc/>
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) => new AwsAnswer<T> { Value = read(Body(input)) };

    /// <inheritdoc/>
    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode) =>
        ErrorBody.Read(Body(input), input.ResponseData, statusCode, innerException);

    private static ReadOnlyMemory<byte> Body(JsonUnmarshallerContext input)
    {
        // In memory already: the wire handler reads every body before it hands the answer on.
        using var body = new MemoryStream();
        input.Stream.CopyTo(body);
        return body.ToArray();
    }
}
