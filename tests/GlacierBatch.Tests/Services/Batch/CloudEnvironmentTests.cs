using GlacierBatch.Contract.Runs;
using GlacierBatch.Core;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>Environments whose bucket is in S3: how they become known, and what keeps anybody else's hands off them.</summary>
public sealed class CloudEnvironmentTests(MotoServer moto)
{
    [Fact]
    public async Task An_environment_of_another_machine_is_known_by_its_bucket_and_found_again_without_it()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using (var client = home.Open("second"))
        {
            var environment = await client.Environments.GetAsync(CloudHome.Environment, home.Bucket, home.Aws, CancellationToken.None);
            Assert.Equal((ServiceKind.Batch, home.Bucket, "us-east-1", "123456789012", PurchaseOption.Spot),
                (environment.Service, environment.Bucket, environment.AwsRegion, environment.AccountId, environment.Compute));
        }

        await using var again = home.Open("second");
        again.SessionCredential = home.Aws.Credential;
        var found = await again.Environments.GetAsync(null, CancellationToken.None);
        Assert.Equal((CloudHome.Environment, home.Bucket), (found.Name, found.Bucket));
    }

    [Fact]
    public async Task Credentials_are_in_no_file_of_the_machine()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        var aws = home.Aws with { Credential = new Amazon.Runtime.BasicAWSCredentials(
            "AKIASECRETACCESSKEY", "very/secret/key/of/the/test") };
        await using (var client = home.Open("second"))
        {
            await client.Environments.GetAsync(CloudHome.Environment, home.Bucket, aws, CancellationToken.None);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        var files = Directory.GetFiles(home.HomeOf("second").Path, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith("ledger.db", StringComparison.Ordinal));
        foreach (var file in files)
        {
            var text = await File.ReadAllTextAsync(file);
            Assert.DoesNotContain("very/secret", text, StringComparison.Ordinal);
            Assert.DoesNotContain("AKIASECRET", text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("secret", aws.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_account_is_refused_and_nothing_is_remembered()
    {
        await using var home = await CloudHome.CreateAsync(
            moto, CloudHome.Record with { AccountId = "999999999999" }, expectsRefusal: true);
        await using var client = home.Open("second");

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(
            () => client.Environments.GetAsync(CloudHome.Environment, home.Bucket, home.Aws, CancellationToken.None));

        Assert.Equal(("WrongAwsAccount", ErrorKind.PermissionDenied), (fault.ErrorId, fault.Kind));
        Assert.Contains("999999999999", fault.Message, StringComparison.Ordinal);
        Assert.Empty(client.Environments.Names());
        Assert.DoesNotContain(home.Proxy.Requests, request => request.Target.StartsWith("/v1/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_aws_region_is_refused()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = home.Open("second");

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => client.Environments.GetAsync(
            CloudHome.Environment, home.Bucket, home.Aws with { AwsRegion = "eu-north-1" }, CancellationToken.None));

        Assert.Equal("WrongAwsRegion", fault.ErrorId);
        Assert.Empty(client.Environments.Names());
    }

    [Theory]
    [InlineData("accountId", "12345")]
    [InlineData("awsRegion", "us-west-2/../x")]
    [InlineData("image", "repo:latest")]
    [InlineData("logGroup", "a\nb")]
    public async Task A_record_that_was_changed_by_hand_is_refused(string member, string value)
    {
        await using var home = await CloudHome.CreateAsync(moto);
        var store = home.Store();
        var key = StoreLayout.Environment(CloudHome.Environment);
        var document = await store.GetAsync(key);
        var json = System.Text.Json.Nodes.JsonNode.Parse(document!.Content.Span)!;
        json["batch"]![member] = value;
        await store.PutAsync(key, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString())));

        await using var client = home.Open("second");
        var fault = await Assert.ThrowsAsync<InvalidDataException>(
            () => client.Environments.GetAsync(CloudHome.Environment, home.Bucket, home.Aws, CancellationToken.None));

        Assert.Contains(key, fault.Message, StringComparison.Ordinal);
        Assert.Empty(client.Environments.Names());
    }
}
