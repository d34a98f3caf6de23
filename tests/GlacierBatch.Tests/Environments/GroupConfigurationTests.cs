using GlacierBatch.Core;
using GlacierBatch.Core.Environments;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Environments;

/// <summary>The group's own aws_config.ini, as it is.</summary>
public sealed class GroupConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_key_is_read_without_the_comment_that_trails_it()
    {
        var file = Read("""
            # The group's configuration
            [AWS_ACCOUNT]
            aws_region = us-west-2  # where the imagery is
            aws_profile = glacier # sso

            [STORAGE]
            s3_bucket = greenland-glacier-data   # all of it
            s3_base_path = /1_download_merge_and_clip/ # below the bucket

            [BATCH]
            compute_environment = glacier-spot # Spot
            job_queue = glacier-queue # its queue
            job_definition = glacier-job:7 # revision 7
            vcpus = 2 # a task
            memory = 8192 # MiB
            timeout = 7200 # s

            [LAMBDA]
            function_name = glacier # not ours
            """);

        Assert.Equal(("us-west-2", "glacier", "greenland-glacier-data", "1_download_merge_and_clip"),
            (file.AwsRegion, file.AwsProfile, file.Bucket, file.BasePath));
        Assert.Equal(("glacier-spot", "glacier-queue", "glacier-job:7"), (file.ComputeEnvironment, file.JobQueue, file.JobDefinition));
        Assert.Equal((2.0, 8192, 7200), (file.VCpu, file.MemoryMiB, file.TimeoutSeconds));
    }

    [Fact]
    public void What_is_not_said_or_empty_is_not_known()
    {
        var file = Read("""
            [AWS_ACCOUNT]
            aws_region =
            aws_profile = # none
            [STORAGE]
            s3_bucket = a#b
            """);

        Assert.Equal((null, null, "a#b"), (file.AwsRegion, file.AwsProfile, file.Bucket));
        Assert.Equal((null, null, null, null), (file.JobQueue, file.VCpu, file.MemoryMiB, file.TimeoutSeconds));
    }

    [Theory]
    [InlineData("vcpus")]
    [InlineData("memory")]
    [InlineData("timeout")]
    public void A_number_that_is_none_is_named_with_its_key(string key)
    {
        var fault = Assert.Throws<GlacierBatchException>(() => Read($"[BATCH]\n{key} = many # of them"));

        Assert.Equal("ConfigurationInvalid", fault.ErrorId);
        Assert.Contains($"[BATCH] {key} is 'many'", fault.Message, StringComparison.Ordinal);
    }

    private GroupConfiguration Read(string text)
    {
        var path = _folder.File("aws_config.ini");
        File.WriteAllText(path, text);
        return GroupConfiguration.Read(path);
    }
}
