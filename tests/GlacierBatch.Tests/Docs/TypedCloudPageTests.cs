using GlacierBatch.Tests.Services.Batch.Provisioning;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Docs;

/// <summary>
/// What the pages tell a newcomer to type at AWS, typed word for word in pwsh. AWS is moto, one for each page, as they all make the
/// environment greenland; a bucket and a network take the places of those that the pages make up.
/// </summary>
public sealed class TypedCloudPageTests : IDisposable
{
    private readonly TypedPage _page = new();

    /// <summary>Page, its first and last block in pwsh that are typed together, and whether the page removes what it made.</summary>
    public static TheoryData<string, int, int, bool> OfCloud { get; } = new()
    {
        { "README.md", 2, int.MaxValue, true },
        { "docs/aws.md", 0, int.MaxValue, true },
        { "docs/migration.md", 0, 1, false },
        { "docs/operations.md", 1, int.MaxValue, false },
        { "docs/security.md", 0, int.MaxValue, false },
        { "docs/en-US/about_GlacierBatch.md", 2, int.MaxValue, true },
        { "docs/en-US/about_GlacierBatch_Services.md", 1, int.MaxValue, false },
    };

    public void Dispose() => _page.Dispose();

    [Theory]
    [MemberData(nameof(OfCloud))]
    public async Task At_AWS(string page, int first, int last, bool removes)
    {
        await using var moto = new MotoServer();
        using var cloud = await MotoCloud.OpenAsync(moto, "us-west-2");
        var bucket = await cloud.NewBucketAsync();
        await ConfigureAsync(bucket);
        using var aws = new AwsOfMoto();
        _page.Variables["PATH"] = $"{aws.Folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        _page.Variables["AWS_ENDPOINT_URL"] = cloud.Endpoint.AbsoluteUri;
        _page.Variables["AWS_ACCESS_KEY_ID"] = _page.Variables["AWS_SECRET_ACCESS_KEY"] = "testing";
        var subnets = await cloud.AwsAsync("ec2", "describe-subnets", "--query", "join(',', Subnets[].SubnetId)");
        var group = await cloud.AwsAsync("ec2", "describe-security-groups", "--query", "SecurityGroups[0].GroupId");

        // There is no registry here: ImageTests and RealEngineTests have one.
        await _page.TypeAsync(page, first, last, $$"""
            $PSNativeCommandUseErrorActionPreference = $true
            $PSDefaultParameterValues['New-GlacierBatchEnvironment:ServiceRole'] = '{{MotoCloud.ServiceRole}}'
            function Publish-GlacierImage {
                param($Environment)
                $null = Set-GlacierBatchEnvironment $Environment -Image "123456789012.dkr.ecr.us-west-2.amazonaws.com/x@sha256:$('a' * 64)"
            }
            {{(page == "docs/operations.md" ? OnAnotherMachine : "")}}
            """,
            page == "docs/security.md" ? AsAdopted : "",
            text => text.Replace("greenland-glacier-data", bucket, StringComparison.Ordinal)
                .Replace("subnet-0a,subnet-0b", subnets, StringComparison.Ordinal).Replace("sg-0a", group, StringComparison.Ordinal));
        if (!removes) return;
        Assert.Equal("", await cloud.AwsAsync("cloudformation", "list-stacks", "--stack-status-filter", "CREATE_COMPLETE", "--query",
            "StackSummaries[?contains(StackName, 'greenland')].StackName"));
    }

    /// <summary>Made there, and forgotten here.</summary>
    private const string OnAnotherMachine = """
        $aws = @{ Bucket = 'greenland-glacier-data'; AwsRegion = 'us-west-2'; Workload = './greenland-glacier-flow' }
        $null = New-GlacierBatchEnvironment greenland -Service Batch @aws
        Remove-Module GlacierBatch
        $env:GLACIERBATCH_HOME = "$PWD/elsewhere"
        Import-Module ./GlacierBatch.psd1
        """;

    private const string AsAdopted = """
        $queue = Test-GlacierBatchEnvironment greenland | Where-Object Name -eq Queue
        if ("$($queue.Status)" -ne 'Passed') { throw "The stack's queue: $($queue.Status)" }
        """;

    /// <summary>The file that the group has.</summary>
    private async Task ConfigureAsync(string bucket)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_page.Folder, "aws", "config")).FullName, "aws_config.ini");
        await File.WriteAllTextAsync(file, $"""
            [AWS_ACCOUNT]
            aws_region = us-west-2 # Oregon
            [STORAGE]
            s3_bucket = {bucket}
            [BATCH]
            memory = 4096
            """, TestContext.Current.CancellationToken);
    }
}
