using System.Text;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Core.Checkpoints;
using GlacierBatch.Core.Environments;
using GlacierBatch.Tests.Services;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Checkpoints;

/// <summary>An object that a job was to write: how long it is looked for.</summary>
public sealed class BucketTextTests
{
    private const string Key = "batch-test/hello.txt";

    [Fact]
    public async Task One_that_never_comes_is_given_up_after_its_limit()
    {
        using var home = await LocalHome.CreateAsync();
        var (environment, time) = (await EnvironmentOf(home), new StepTime());

        var (text, waited) = await AfterAsync(time, Find(environment, time));

        Assert.Null(text);
        Assert.Equal(TimeSpan.FromSeconds(90), waited);
    }

    [Fact]
    public async Task One_that_comes_late_is_seen()
    {
        using var home = await LocalHome.CreateAsync();
        var (environment, time) = (await EnvironmentOf(home), new StepTime());

        var finding = Find(environment, time);
        await time.StepAsync(TimeSpan.FromSeconds(1), finding);
        Assert.NotNull(await environment.Store.TryPutAsync(Key, Encoding.UTF8.GetBytes("hello"), PutCondition.Absent));
        var (text, waited) = await AfterAsync(time, finding);

        Assert.Equal("hello", text?.Text);
        Assert.InRange(waited, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    private static async Task<GlacierEnvironment> EnvironmentOf(LocalHome home)
    {
        await using var session = home.Open();
        return await session.Environments.GetAsync(LocalHome.Environment, CancellationToken.None);
    }

    private static Task<BucketText?> Find(GlacierEnvironment environment, TimeProvider time) =>
        new CheckpointClient(time).FindTextAsync(environment, Key, TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);

    /// <summary>What is found, and how long it took by the clock.</summary>
    private static async Task<(BucketText? Text, TimeSpan Waited)> AfterAsync(StepTime time, Task<BucketText?> finding)
    {
        var since = time.GetUtcNow();
        while (true)
        {
            var before = time.GetUtcNow();
            await time.StepAsync(TimeSpan.FromSeconds(1), finding);
            if (finding.IsCompleted) return (await finding, before - since);
        }
    }
}
