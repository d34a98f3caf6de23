using System.Text.Json.Nodes;
using GlacierBatch.Core.Services.Batch.Provisioning;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Provisioning;

/// <summary>Rules for abandoned uploads and old runs, beside those that others made.</summary>
public sealed class BucketLifecycleTests(MotoServer moto) : IAsyncLifetime
{
    private const string Others = """
        {"Rules":[
          {"ID":"theirs","Status":"Enabled",
           "Filter":{"And":{"Prefix":"archive/","Tags":[{"Key":"a","Value":"b"}],"ObjectSizeGreaterThan":1024}},
           "Transitions":[{"Days":30,"StorageClass":"GLACIER"}],"NoncurrentVersionExpiration":{"NoncurrentDays":7}},
          {"ID":"old","Status":"Disabled","Filter":{"Prefix":"tmp/"},"Expiration":{"Days":1}}]}
        """;

    private MotoCloud _cloud = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cloud = await MotoCloud.OpenAsync(moto, "eu-central-1");

    public ValueTask DisposeAsync()
    {
        _cloud?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Rules_of_others_stay_as_they_are()
    {
        var bucket = await _cloud.NewBucketAsync();
        await _cloud.AwsAsync("s3api", "put-bucket-lifecycle-configuration", "--bucket", bucket, "--lifecycle-configuration", Others);
        var before = await RulesAsync(bucket);
        var lifecycle = new BucketLifecycle(_cloud.Clients.S3);

        Assert.False(await lifecycle.EndsUploadsAsync(bucket, "out", Cancel));
        await lifecycle.ApplyAsync(bucket, "", "out", 400, Cancel);

        var after = await RulesAsync(bucket);
        Assert.Equal(5, after.Count);
        foreach (var (id, rule) in before) Assert.True(JsonNode.DeepEquals(rule, after[id]), $"{rule} became {after[id]}");
        Assert.Equal(7, (int)after["GlacierBatch-abandoned-uploads-out"]!["AbortIncompleteMultipartUpload"]!["DaysAfterInitiation"]!);
        Assert.Equal(400, (int)after["GlacierBatch-old-runs"]!["Expiration"]!["Days"]!);
        Assert.True(await lifecycle.EndsUploadsAsync(bucket, "out", Cancel));
    }

    [Fact]
    public async Task Again_there_is_nothing_to_do_and_a_new_number_of_days_is_taken_up()
    {
        var bucket = await _cloud.NewBucketAsync();
        var lifecycle = new BucketLifecycle(_cloud.Clients.S3);
        Assert.Equal(3, (await lifecycle.PlanAsync(bucket, "", "out", 400, Cancel)).Count);
        await lifecycle.ApplyAsync(bucket, "", "out", 400, Cancel);

        Assert.Empty(await lifecycle.PlanAsync(bucket, "", "out", 400, Cancel));
        var change = Assert.Single(await lifecycle.PlanAsync(bucket, "", "out", 30, Cancel));
        Assert.Equal(("Modify", "GlacierBatch-old-runs"), (change.Action, change.Resource));
        await lifecycle.ApplyAsync(bucket, "", "out", 30, Cancel);
        Assert.Equal(30, (int)(await RulesAsync(bucket))["GlacierBatch-old-runs"]!["Expiration"]!["Days"]!);
    }

    private async Task<IReadOnlyDictionary<string, JsonNode?>> RulesAsync(string bucket)
    {
        var text = await _cloud.AwsAsync("s3api", "get-bucket-lifecycle-configuration", "--bucket", bucket, "--output", "json");
        return JsonNode.Parse(text)!["Rules"]!.AsArray().ToDictionary(rule => (string)rule!["ID"]!, rule => rule);
    }
}
