using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace GlacierBatch.Core.Aws.Wire;

/// <summary>The SDK's pipeline for one service: credentials, signature, retries, clock skew.</summary>
internal sealed class AwsServiceClient : AmazonServiceClient
{
    private readonly AwsService _service;
    private readonly CallMarshaller _marshaller;

    private AwsServiceClient(AwsService service, AwsServiceConfig config)
        : base(config) => (_service, _marshaller) = (service, new CallMarshaller(service));

    private AwsServiceClient(AwsService service, AwsServiceConfig config, AWSCredentials credentials)
        : base(credentials, config) => (_service, _marshaller) = (service, new CallMarshaller(service));

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => new Metadata(Config.ServiceId);

    /// <summary>Opens the pipeline to a service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="connection">Where and as whom to call.</param>
    public static AwsServiceClient Open(AwsService service, AwsConnection connection)
    {
        var config = new AwsServiceConfig(service, connection);
        return connection.Credentials is { } credentials
            ? new AwsServiceClient(service, config, credentials)
            : new AwsServiceClient(service, config);
    }

    /// <summary>Sends a call and reads the answer.</summary>
    /// <typeparam name="T">What the answer's body is read as.</typeparam>
    /// <param name="call">The request.</param>
    /// <param name="read">Reads the body.</param>
    /// <param name="cancellationToken">Ends the call, wherever it hangs.</param>
    /// <exception cref="AmazonServiceException">The service refused it.</exception>
    /// <exception cref="EndpointUnreachableException">Nothing was sent.</exception>
    /// <exception cref="AnswerLostException">It was sent, and no whole answer came back.</exception>
    public async Task<T> SendAsync<T>(AwsCall call, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken)
    {
        ((IAmazonWebServiceRequest)call).UserAgentDetails.AddUserAgentComponent(AwsConnection.UserAgent);
        var options = new InvokeOptions { RequestMarshaller = _marshaller, ResponseUnmarshaller = new BodyUnmarshaller<T>(read) };
        try
        {
            var answer = await InvokeAsync<AwsAnswer<T>>(call, options, cancellationToken);
            return answer.Value ?? throw new InvalidOperationException("An answer was not read.");
        }
        catch (Exception error) when (AwsFault.Note(error, _service, call.Operation, ((AwsServiceConfig)Config).Endpoint))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        // Called by the base constructor: nothing of this class is set yet but the configuration.
        pipeline.AddHandlerAfter<Marshaller>(new BaseEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SignatureVersion4());
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new AwsRetryPolicy(Config, ((AwsServiceConfig)Config).Time)));
    }

    private sealed class SignatureVersion4 : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }

    private sealed record Metadata(string ServiceId) : IServiceMetadata
    {
        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
    }
}
