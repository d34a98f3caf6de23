using Amazon;
using Amazon.EC2;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Aws.CloudFormation;
using GlacierBatch.Core.Aws.Ecr;
using GlacierBatch.Core.Aws.Iam;
using GlacierBatch.Core.Aws.Lambda;
using GlacierBatch.Core.Aws.Logs;
using GlacierBatch.Core.Aws.Quotas;

namespace GlacierBatch.Core.Aws;

/// <summary>The clients of one connection: each is made when it is first needed, and shared by all that use the connection.</summary>
public sealed class AwsClients : IDisposable
{
    private readonly Lazy<BatchClient> _batch;
    private readonly Lazy<CloudFormationClient> _cloudFormation;
    private readonly Lazy<EcrClient> _ecr;
    private readonly Lazy<LogsClient> _logs;
    private readonly Lazy<IamClient> _iam;
    private readonly Lazy<QuotasClient> _quotas;
    private readonly Lazy<LambdaClient> _lambda;
    private readonly Lazy<AmazonEC2Client> _ec2;
    private readonly Lazy<IAmazonS3> _s3;
    private readonly Lazy<AmazonSecurityTokenServiceClient> _sts;
    private readonly Lazy<AwsAccount> _account;

    /// <param name="connection">Where and as whom to call. Nothing is called yet.</param>
    public AwsClients(AwsConnection connection)
    {
        Connection = connection;
        _batch = new(() => new BatchClient(connection));
        _cloudFormation = new(() => new CloudFormationClient(connection));
        _ecr = new(() => new EcrClient(connection));
        _logs = new(() => new LogsClient(connection));
        _iam = new(() => new IamClient(connection));
        _quotas = new(() => new QuotasClient(connection));
        _lambda = new(() => new LambdaClient(connection));
        _s3 = new(() => S3Clients.Create(new ObjectStoreOptions
        {
            AwsRegion = connection.Region,
            ProfileName = connection.Profile,
            Credentials = connection.Credentials,
            EndpointUrl = connection.EndpointUrl,
        }));
        _ec2 = new(() => Open(
            new AmazonEC2Config(), config => new AmazonEC2Client(config), (keys, config) => new AmazonEC2Client(keys, config)));
        _sts = new(() => Open(
            new AmazonSecurityTokenServiceConfig(), config => new AmazonSecurityTokenServiceClient(config),
            (keys, config) => new AmazonSecurityTokenServiceClient(keys, config)));
        _account = new(() => new AwsAccount(this));
    }

    /// <summary>Where and as whom they call.</summary>
    public AwsConnection Connection { get; }

    internal IBatchClient Batch => _batch.Value;

    internal ICloudFormationClient CloudFormation => _cloudFormation.Value;

    internal IEcrClient Ecr => _ecr.Value;

    internal ILogsClient Logs => _logs.Value;

    internal IIamClient Iam => _iam.Value;

    internal IQuotasClient Quotas => _quotas.Value;

    internal ILambdaClient Lambda => _lambda.Value;

    internal IAmazonS3 S3 => _s3.Value;

    internal IAmazonEC2 Ec2 => _ec2.Value;

    internal IAmazonSecurityTokenService Sts => _sts.Value;

    /// <summary>Whose credentials these are.</summary>
    internal AwsAccount Account => _account.Value;

    /// <summary>Closes the connections of those that were made.</summary>
    public void Dispose()
    {
        if (_batch.IsValueCreated) _batch.Value.Dispose();
        if (_cloudFormation.IsValueCreated) _cloudFormation.Value.Dispose();
        if (_ecr.IsValueCreated) _ecr.Value.Dispose();
        if (_logs.IsValueCreated) _logs.Value.Dispose();
        if (_iam.IsValueCreated) _iam.Value.Dispose();
        if (_quotas.IsValueCreated) _quotas.Value.Dispose();
        if (_lambda.IsValueCreated) _lambda.Value.Dispose();
        if (_s3.IsValueCreated) _s3.Value.Dispose();
        if (_ec2.IsValueCreated) _ec2.Value.Dispose();
        if (_sts.IsValueCreated) _sts.Value.Dispose();
    }

    private TClient Open<TClient, TConfig>(TConfig config, Func<TConfig, TClient> byChain, Func<AWSCredentials, TConfig, TClient> byKeys)
        where TConfig : ClientConfig
    {
        config.RetryMode = RequestRetryMode.Standard;
        // Said apart: where AWS_ENDPOINT_URL or a profile names the endpoint, the SDK forgets the region and signs for us-east-1.
        config.AuthenticationRegion = Connection.Region;
        if (Connection.Profile is { } profile) config.Profile = new Profile(profile);
        if (Connection.EndpointUrl is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(Connection.Region);
        }

        return Connection.Credentials is { } credentials ? byKeys(credentials, config) : byChain(config);
    }
}
