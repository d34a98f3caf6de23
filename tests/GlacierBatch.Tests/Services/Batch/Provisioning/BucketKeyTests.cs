using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Provisioning;

/// <summary>Buckets that are encrypted with a key of the customer's own.</summary>
public sealed class BucketKeyTests(MotoServer moto) : IAsyncLifetime
{
    private MotoCloud _cloud = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cloud = await MotoCloud.OpenAsync(moto, "eu-west-2");

    public ValueTask DisposeAsync()
    {
        _cloud?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_job_role_may_use_the_buckets_key_and_no_other()
    {
        var bucket = await _cloud.NewBucketAsync();
        var key = await _cloud.AwsAsync("kms", "create-key", "--query", "KeyMetadata.Arn");
        await EncryptAsync(bucket, "aws:kms", key);

        var record = await _cloud.Provisioner().DeployAsync(MotoCloud.Request("keyed", bucket), Cancel);

        var policy = await _cloud.AwsAsync("iam", "get-role-policy", "--role-name", record.JobRoleArn!.Split('/')[^1],
            "--policy-name", "UseBucketKey", "--query", "PolicyDocument.Statement[0].[Action[0],Action[1],Resource]");
        Assert.Equal($"kms:Decrypt\tkms:GenerateDataKey\t{key}", policy);
    }

    [Theory]
    [InlineData("AES256")]
    [InlineData("aws:kms")]
    public async Task Without_a_key_of_ones_own_the_role_has_no_right_to_any(string algorithm)
    {
        var bucket = await _cloud.NewBucketAsync();
        await EncryptAsync(bucket, algorithm, null);
        var name = $"plain-{algorithm[..3].ToLowerInvariant()}";

        var record = await _cloud.Provisioner().DeployAsync(MotoCloud.Request(name, bucket), Cancel);

        Assert.DoesNotContain("UseBucketKey", await _cloud.AwsAsync("iam", "list-role-policies", "--role-name",
            record.JobRoleArn!.Split('/')[^1], "--query", "PolicyNames"), StringComparison.Ordinal);
    }

    private Task<string> EncryptAsync(string bucket, string algorithm, string? key)
    {
        var id = key is null ? "" : $",\"KMSMasterKeyID\":\"{key}\"";
        return _cloud.AwsAsync("s3api", "put-bucket-encryption", "--bucket", bucket, "--server-side-encryption-configuration",
            $$$"""{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"{{{algorithm}}}"{{{id}}}}}]}""");
    }
}
