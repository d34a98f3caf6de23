using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace GlacierBatch.Core.Aws.Wire;

/// <summary>Makes of an <see cref="AwsCall"/> the SDK's own request.</summary>
/// <param name="service">The service it goes to.</param>
internal sealed class CallMarshaller(AwsService service) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    /// <inheritdoc/>
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var call = (AwsCall)input;
        var request = new DefaultRequest(call, service.Id)
        {
            HttpMethod = call.IsRead ? "GET" : "POST",
            ResourcePath = call.Path,
        };
        if (call.IsRead) return request;
        request.Content = call.Content;
        request.Headers["Content-Type"] = call.ContentType;
        if (call.Target is not null) request.Headers["X-Amz-Target"] = call.Target;
        return request;
    }
}
