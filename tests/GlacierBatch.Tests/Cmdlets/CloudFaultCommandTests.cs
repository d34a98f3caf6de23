using GlacierBatch.Tests.Services.Batch.Provisioning;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>
/// What a user reads whose account, bucket, AWS region or credentials are not as they should be: one sentence, and what to do.
/// </summary>
public sealed class CloudFaultCommandTests(MotoServer moto) : IDisposable
{
    private const string Tell = """
        $endpoint, $bucket = $rest
        function Tell([string] $what, [scriptblock] $work) {
            try { & $work; "$what | no error" }
            catch {
                $id, $advice = $_.FullyQualifiedErrorId.Split(',')[0], $_.ErrorDetails.RecommendedAction
                '{0} | {1} | {2} | {3}' -f $what, $id, $_.Exception.Message, $advice
            }
        }
        $aws = @{ Service = 'Batch'; AwsRegion = 'us-east-1'; EndpointUrl = $endpoint }

        """;

    private readonly HostSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task Without_any_credentials_it_is_said_how_to_sign_in()
    {
        var nowhere = Path.Combine(_session.Folder, "nowhere");
        foreach (var variable in new[] { "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE" })
            _session.Variables[variable] = null;
        _session.Variables["AWS_SHARED_CREDENTIALS_FILE"] = _session.Variables["AWS_CONFIG_FILE"] = _session.Variables["HOME"] = nowhere;
        _session.Variables["AWS_EC2_METADATA_DISABLED"] = "true";

        var lines = await RunAsync("""
            Tell new { New-GlacierBatchEnvironment g @aws -Bucket glacier-data }
            Tell plan { New-GlacierBatchEnvironment g @aws -Bucket glacier-data -WhatIf }
            """);

        Assert.All(lines, line => Assert.Contains("| AwsNoCredentials | No AWS credentials were found", line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Contains("aws sso login", line, StringComparison.Ordinal));
        Assert.Equal(2, lines.Count);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_or_not_given_or_elsewhere_and_an_aws_region_that_is_none_are_said_as_such()
    {
        UseKeys();
        using var cloud = await MotoCloud.OpenAsync(moto, "us-east-1");
        var elsewhere = await cloud.NewBucketAsync("ap-south-1");

        var lines = await RunAsync("""
            Tell missing { New-GlacierBatchEnvironment g @aws -Bucket no-such-bucket-here }
            Tell planned { New-GlacierBatchEnvironment g @aws -Bucket no-such-bucket-here -WhatIf }
            Tell known { Get-GlacierBatchEnvironment g -Bucket s3://no-such-bucket-here -AwsRegion us-east-1 -EndpointUrl $endpoint }
            Tell none { New-GlacierBatchEnvironment g @aws }
            Tell elsewhere { New-GlacierBatchEnvironment g @aws -Bucket $bucket }
            Tell shape { New-GlacierBatchEnvironment g -Service Batch -Bucket b -AwsRegion greenland }
            'left: ' + @(Get-GlacierBatchEnvironment).Count
            """, elsewhere);

        Assert.All(lines.Take(3), line =>
            Assert.Contains("| BucketNotFound | There is no bucket 'no-such-bucket-here'. |", line, StringComparison.Ordinal));
        Assert.Contains("aws s3 mb s3://no-such-bucket-here --region us-east-1", lines[0], StringComparison.Ordinal);
        Assert.Contains("| NoBucket | Jobs of AWS Batch need a bucket of S3, and none was given. |", lines[3], StringComparison.Ordinal);
        Assert.Contains("| BucketInOtherRegion |", lines[4], StringComparison.Ordinal);
        Assert.Contains("ap-south-1", lines[4], StringComparison.Ordinal);
        Assert.Contains("| InvalidAwsRegion | 'greenland' is no AWS region. |", lines[5], StringComparison.Ordinal);
        Assert.Equal("left: 0", lines[6]);
    }

    [Fact]
    public async Task An_aws_region_that_does_not_exist_is_named_when_nothing_answers_there()
    {
        UseKeys();
        // A proxy that is not there stands for names that nobody resolves, on networks that have an answer for every name too.
        _session.Variables["HTTPS_PROXY"] = _session.Variables["https_proxy"] = "http://127.0.0.1:9";

        var lines = await RunAsync(
            "Tell region { New-GlacierBatchEnvironment g -Service Batch -Bucket glacier-data -AwsRegion us-west-99 }");

        Assert.Contains(
            "| AwsRegionUnknown | The AWS region 'us-west-99' is none that is known here", Assert.Single(lines), StringComparison.Ordinal);
        Assert.Contains("such as us-west-2", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expired_credentials_and_one_missing_permission_are_told()
    {
        UseKeys();
        using var cloud = await MotoCloud.OpenAsync(moto, "us-east-1");
        await using var expired = FaultProxy.Start(cloud.Endpoint);
        expired.Script(_ => true, Fault.Answer.S3(403, "ExpiredToken", "The provided token has expired."), 99);
        await using var denied = FaultProxy.Start(cloud.Endpoint);
        denied.Script(
            request => request.Head.Contains("/cloudformation/aws4_request", StringComparison.Ordinal),
            new Fault.Answer(
                403, "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::123456789012:"
                + "user/u is not authorized to perform: cloudformation:DescribeStacks on resource: "
                    + "arn:aws:cloudformation:us-east-1:123456789012:"
                + "stack/GlacierBatch-g/* because no identity-based policy allows it</Message></Error></ErrorResponse>"), 99);

        var lines = await RunAsync($$"""
            $at = @{ Service = 'Batch'; AwsRegion = 'us-east-1'; Bucket = $bucket }
            Tell expired { New-GlacierBatchEnvironment g @at -EndpointUrl '{{expired.Url}}' }
            Tell denied { New-GlacierBatchEnvironment g @at -EndpointUrl '{{denied.Url}}' }
            """, await cloud.NewBucketAsync());

        Assert.Contains("| AwsCredentialsExpired |", lines[0], StringComparison.Ordinal);
        Assert.Contains("Sign in again", lines[0], StringComparison.Ordinal);
        Assert.Contains("| AwsAccessDenied | The AWS credentials may not do cloudformation:DescribeStacks on "
            + "arn:aws:cloudformation:us-east-1:123456789012:stack/GlacierBatch-g/*. |", lines[1], StringComparison.Ordinal);
    }

    private void UseKeys() =>
        _session.Variables["AWS_ACCESS_KEY_ID"] = _session.Variables["AWS_SECRET_ACCESS_KEY"] = "testing";

    private async Task<IReadOnlyList<string>> RunAsync(string script, params string[] arguments) =>
        await _session.RunAsync(Tell + script, [(await moto.UrlAsync()).AbsoluteUri, .. arguments]);
}
