using System.Text.RegularExpressions;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using GlacierBatch.Contract.Running;
using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws;

/// <summary>Where and as whom to call AWS. Opening one calls nothing; credentials are fetched when they are first needed.</summary>
public sealed partial class AwsConnection
{
    private AwsConnection(
        string region, string? profile, AWSCredentials? credentials, Uri? endpointUrl, AwsTimeouts timeouts, TimeProvider time)
    {
        Region = region;
        Profile = profile;
        Credentials = credentials;
        EndpointUrl = endpointUrl;
        Timeouts = timeouts;
        Time = time;
    }

    /// <summary>What the product calls itself to AWS, for instance <c>GlacierBatch/0.1.0</c>.</summary>
    public static string UserAgent { get; } = "GlacierBatch/" + RunnerVersion.Current;

    /// <summary>The AWS region.</summary>
    public string Region { get; }

    /// <summary>The profile, or null for the SDK's own choice.</summary>
    public string? Profile { get; }

    /// <summary>The credentials that were given or that the profile has; null leaves the search to the SDK.</summary>
    public AWSCredentials? Credentials { get; }

    /// <summary>Where every service is, instead of at AWS; or null.</summary>
    public Uri? EndpointUrl { get; }

    /// <summary>How long to wait.</summary>
    public AwsTimeouts Timeouts { get; }

    internal TimeProvider Time { get; }

    /// <summary>Makes a connection of what the user said and what environment and profile hold.</summary>
    /// <param name="options">What the user said.</param>
    /// <param name="time">The clock; null takes the system's.</param>
    /// <exception cref="GlacierBatchException">
    /// <c>NoAwsRegion</c>, <c>InvalidAwsRegion</c>, <c>InvalidEndpointUrl</c>, <c>AwsProfileNotFound</c>, <c>InvalidCredential</c>.
    /// </exception>
    public static AwsConnection Open(AwsConnectionOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var endpoint = CheckedEndpoint(options.EndpointUrl);
        var profileName = NullIfEmpty(options.ProfileName);
        var credentials = options.Credential is null
            ? profileName is null ? null : ProfileCredentials(profileName)
            : ForeignCredentials.Of(options.Credential);
        var region = CheckedRegion(NullIfEmpty(options.Region) ?? ConfiguredRegion(profileName));
        return new AwsConnection(region, profileName, credentials, endpoint, options.Timeouts, time ?? TimeProvider.System);
    }

    /// <summary>Where and as whom, without any secret.</summary>
    public override string ToString() =>
        $"AWS region {Region}{(Profile is null ? "" : $", profile {Profile}")}{(EndpointUrl is null ? "" : $", endpoint {EndpointUrl}")}";

    internal string DefaultEndpoint(AwsService service)
    {
        var suffix = RegionEndpoint.GetBySystemName(Region).PartitionDnsSuffix;
        if (!service.IsGlobal) return $"https://{service.EndpointPrefix}.{Region}.{suffix}/";
        return SigningRegion(service) switch
        {
            "us-east-1" => $"https://{service.EndpointPrefix}.{suffix}/",
            "us-gov-west-1" => $"https://{service.EndpointPrefix}.us-gov.{suffix}/",
            var home => $"https://{service.EndpointPrefix}.{home}.{suffix}/",
        };
    }

    /// <summary>The AWS region that a signature names: a global service has one for each partition.</summary>
    internal string SigningRegion(AwsService service) => !service.IsGlobal ? Region
        : Region.StartsWith("cn-", StringComparison.Ordinal) ? "cn-north-1"
        : Region.StartsWith("us-gov-", StringComparison.Ordinal) ? "us-gov-west-1"
        : "us-east-1";

    private static AWSCredentials ProfileCredentials(string name)
    {
        try
        {
            if (new CredentialProfileStoreChain().TryGetAWSCredentials(name, out var credentials)) return credentials;
        }
        catch (Exception error) when (error is AmazonClientException or InvalidDataException or IOException)
        {
            throw new GlacierBatchException(
                ErrorKind.InvalidData, "AwsProfileNotFound",
                $"The AWS profile '{MessageText.Of(name)}' cannot be used: {MessageText.Of(error.Message, 200)}",
                "Correct it with: aws configure --profile " + MessageText.Of(name), name, error);
        }

        throw new GlacierBatchException(
            ErrorKind.NotFound, "AwsProfileNotFound", $"There are no credentials in an AWS profile '{MessageText.Of(name)}'.",
            "Use -ProfileName with one that 'aws configure list-profiles' shows.", name);
    }

    private static string? ConfiguredRegion(string? profileName)
    {
        string? Variable(string name) => NullIfEmpty(Environment.GetEnvironmentVariable(name));
        string? FromProfile(string name) =>
            new CredentialProfileStoreChain().TryGetProfile(name, out var profile) ? profile.Region?.SystemName : null;
        return profileName is not null
            ? FromProfile(profileName) ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION")
            : Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") ?? FromProfile(Variable("AWS_PROFILE") ?? "default");
    }

    private static string CheckedRegion(string? region)
    {
        if (region is null)
        {
            throw new GlacierBatchException(
                ErrorKind.InvalidArgument, "NoAwsRegion", "No AWS region is known.",
                "Give -AwsRegion, for instance us-west-2, or set AWS_REGION or the profile's region.");
        }

        // It becomes a part of host names.
        if (RegionShape().IsMatch(region)) return region;
        throw new GlacierBatchException(
            ErrorKind.InvalidArgument, "InvalidAwsRegion", $"'{MessageText.Of(region)}' is no AWS region.",
            "Give one such as us-west-2; 'aws ec2 describe-regions' lists them.", region);
    }

    private static Uri? CheckedEndpoint(Uri? endpoint)
    {
        if (endpoint is null) return null;
        var usable = endpoint.IsAbsoluteUri && endpoint.Scheme is "http" or "https" && endpoint.UserInfo.Length == 0;
        if (usable) return endpoint;
        throw new GlacierBatchException(
            ErrorKind.InvalidArgument, "InvalidEndpointUrl",
            "The endpoint is no address that starts with http:// or https://, without a user.",
            "Give one such as http://127.0.0.1:5000, or none for AWS itself.");
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [GeneratedRegex(@"^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}\z")]
    private static partial Regex RegionShape();
}
