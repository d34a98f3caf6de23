using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace GlacierBatch.Core.Aws.Wire;

/// <summary>The SDK's settings for one service.</summary>
internal sealed class AwsServiceConfig : ClientConfig
{
    private readonly AwsService _service;

    /// <summary>The settings for a service, as a connection has them.</summary>
    /// <param name="service">The service.</param>
    /// <param name="connection">Where and as whom to call.</param>
    public AwsServiceConfig(AwsService service, AwsConnection connection)
        : base(new StandardDefaults())
    {
        _service = service;
        Time = connection.Time;
        ServiceId = service.Id;
        AuthenticationServiceName = service.SigningName;
        AuthenticationRegion = connection.SigningRegion(service);
        RetryMode = RequestRetryMode.Standard;
        MaxStaleConnectionRetries = 0;
        HttpClientFactory = new WireFactory(connection.Timeouts, connection.Time);
        if (connection.Profile is { } profile) Profile = new Amazon.Profile(profile);
        // The setting of the environment or profile, general or of this service, is found by the SDK.
        Endpoint = new Uri(connection.EndpointUrl?.AbsoluteUri ?? ServiceURL ?? connection.DefaultEndpoint(service));
        ServiceURL = Endpoint.AbsoluteUri;
        EndpointProvider = new StaticEndpointProvider(Endpoint.AbsoluteUri);
    }

    /// <summary>Where the service is.</summary>
    public Uri Endpoint { get; }

    /// <summary>The clock that waits go by.</summary>
    public TimeProvider Time { get; }

    /// <inheritdoc/>
    public override string ServiceVersion => _service.Version;

    /// <inheritdoc/>
    public override string UserAgent => AwsConnection.UserAgent;

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => _service.EndpointPrefix;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => new(Endpoint.AbsoluteUri);

    private sealed class StandardDefaults : IDefaultConfigurationProvider
    {
        public IDefaultConfiguration GetDefaultConfiguration(
            Amazon.RegionEndpoint clientRegion, DefaultConfigurationMode? requestedConfigurationMode = null) =>
            new DefaultConfiguration { Name = DefaultConfigurationMode.Standard, RetryMode = RequestRetryMode.Standard };
    }
}
