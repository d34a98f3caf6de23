using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;
using Xunit;

namespace GlacierBatch.Tests.Services;

/// <summary>An environment that a session has worked for, and that is in another bucket from then on.</summary>
public sealed class MovedEnvironmentTests
{
    [Fact]
    public async Task What_is_submitted_then_is_published_there()
    {
        using var home = await LocalHome.CreateAsync();
        using var elsewhere = await LocalHome.CreateAsync();
        await using var client = home.Open();
        await LocalHome.SubmitAsync(client);
        await LocalHome.WaitAsync(client);

        await client.Environments.GetAsync(LocalHome.Environment, elsewhere.Bucket, new AwsSettings(), CancellationToken.None);
        var job = Assert.Single(await LocalHome.SubmitAsync(client, run: "second"));
        await LocalHome.WaitAsync(client);

        Assert.Equal(JobStatus.SUCCEEDED, LocalHome.Jobs(client).Single(ended => ended.JobId == job.JobId).Status);
        var key = StoreLayout.Result(job.RunName, job.Task);
        Assert.NotNull(await new FileObjectStore(elsewhere.Bucket).FindAsync(key));
        Assert.Null(await new FileObjectStore(home.Bucket).FindAsync(key));
    }
}
