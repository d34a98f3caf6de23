using GlacierBatch.Contract.Runs;
using GlacierBatch.Core;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>What waiting and submitting do on days on which nothing answers as it should.</summary>
public sealed class BadDayTests(MotoServer moto)
{
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_stall_of_thirty_seconds_is_waited_out_while_jobs_are_waited_for()
    {
        var time = new HastyTime(haste: 100);
        var stalled = 0;
        await using var home = await CloudHome.CreateAsync(moto, before: request =>
            request.Is("POST", "/v1/describejobs") && Interlocked.Increment(ref stalled) <= 2
                ? Task.Delay(Stall, time, CancellationToken.None) : Task.CompletedTask);
        await using var client = await home.OpenKnownAsync(time: time);
        var jobs = await CloudHome.SubmitAsync(client, regions: 2);

        var waiting = WatchTests.WaitAsync(client, jobs);
        await new TaskWorker(home.World, home.Store()).RunAsync();

        Assert.All(await waiting, job => Assert.Equal(JobStatus.SUCCEEDED, job.Status));
        Assert.True(stalled >= 2);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_after_the_time_limit_and_asked_again()
    {
        await using var home = await CloudHome.CreateAsync(moto, before: _ => Task.CompletedTask);
        // The limit of a minute lasts two seconds here.
        await using var client = await home.OpenKnownAsync(time: new HastyTime(haste: 30, limit: TimeSpan.FromMinutes(2)));
        var jobs = await CloudHome.SubmitAsync(client, regions: 2);
        home.Proxy.Script(request => request.Is("POST", "/v1/describejobs"), new Fault.Hold(new TaskCompletionSource().Task));

        var waiting = WatchTests.WaitAsync(client, jobs);
        await new TaskWorker(home.World, home.Store()).RunAsync();

        Assert.All(await waiting, job => Assert.Equal(JobStatus.SUCCEEDED, job.Status));
    }

    [Fact]
    public async Task A_submission_whose_answer_stalls_is_looked_for_and_not_repeated()
    {
        await using var home = await CloudHome.CreateAsync(moto, before: _ => Task.CompletedTask);
        await using var client = await home.OpenKnownAsync(time: new HastyTime(haste: 30, limit: TimeSpan.FromMinutes(2)));
        home.Proxy.Script(request => request.Is("POST", "/v1/submitjob"), new Fault.StallBody(5));

        var jobs = await CloudHome.SubmitAsync(client, regions: 2);

        Assert.Equal(2, jobs.Count);
        Assert.Single(home.World.Jobs);
        Assert.Equal(home.World.Jobs[0].Id, Assert.Single(await home.PartsAsync()).JobId);
    }

    [Fact]
    public async Task A_network_that_is_away_for_minutes_ends_no_waiting()
    {
        var away = new System.Runtime.CompilerServices.StrongBox<bool>();
        await using var home = await CloudHome.CreateAsync(moto);
        var time = new HastyTime();
        await using var client = await home.OpenKnownAsync(time: time);
        var jobs = await CloudHome.SubmitAsync(client, regions: 3);
        home.Proxy.Script(_ => Volatile.Read(ref away.Value), new Fault.Reset(), int.MaxValue);
        var waiting = WatchTests.WaitAsync(client, jobs);
        await Eventually.TrueAsync(() => home.Proxy.Requests.Any(request => request.Is("POST", "/v1/describejobs")));

        Volatile.Write(ref away.Value, true);
        var (began, before) = (time.GetUtcNow(), home.Proxy.Requests.Count);
        await Eventually.TrueAsync(() => time.GetUtcNow() - began > TimeSpan.FromMinutes(10) && home.Proxy.Requests.Count > before + 10);
        Assert.False(waiting.IsCompleted);
        Volatile.Write(ref away.Value, false);
        await new TaskWorker(home.World, home.Store()).RunAsync();

        Assert.All(await waiting, job => Assert.Equal(JobStatus.SUCCEEDED, job.Status));
    }

    [Fact]
    public async Task What_is_too_long_for_batch_to_be_told_is_refused_before_anything_is_written()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync();
        await CloudHome.SubmitAsync(client, run: "before");
        var (before, jobs) = (home.Proxy.Requests.Count, home.World.Jobs.Count);
        var environment = await client.Environments.GetAsync(CloudHome.Environment, default);
        var plan = await CloudHome.PlanAsync(client, run: "long");
        var manifest = plan.Manifest with { BasePath = string.Join('/', Enumerable.Repeat(new string('\u00e9', 100), 20)) };

        var fault = Assert.Throws<GlacierBatchException>(
            () => Core.Services.Batch.Submission.RunRules.Require(environment, manifest, isRehearsal: false));

        Assert.Equal("OverridesTooLong", fault.ErrorId);
        Assert.Contains("8192", fault.Message, StringComparison.Ordinal);
        Assert.NotNull(fault.Recommendation);
        Assert.Equal(jobs, home.World.Jobs.Count);
        Assert.All(home.Proxy.Requests.Skip(before), request => Assert.Equal("GET", request.Method));
        Assert.Null(await home.Store().GetAsync(StoreLayout.Manifest("long")));
    }

    [Fact]
    public async Task A_run_name_that_batch_could_not_take_is_refused()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync();

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => CloudHome.SubmitAsync(client, run: new string('a', 129)));
        var longest = await CloudHome.SubmitAsync(client, run: new string('a', RunName.MaxLength));

        Assert.Equal("InvalidRunName", fault.ErrorId);
        Assert.Single(longest);
        Assert.All(home.World.Jobs, job => Assert.InRange(job.Name.Length, 1, 128));
    }

    [Fact]
    public async Task A_definition_of_others_that_is_gone_is_named_and_what_was_begun_can_be_gone_on_with()
    {
        var record = CloudHome.Record with
        {
            StackName = null, JobDefinition = "arn:aws:batch:us-east-1:123456789012:job-definition/gone:4", Image = null,
            Queues = new Dictionary<PurchaseOption, string> { [PurchaseOption.Spot] = "glacier-queue" },
        };
        await using var home = await CloudHome.CreateAsync(moto, record);
        await using var client = await home.OpenKnownAsync();

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => CloudHome.SubmitAsync(client));

        Assert.Contains("job-definition/gone:4 does not exist", fault.Message, StringComparison.Ordinal);
        Assert.Contains("-RunName first", fault.Recommendation, StringComparison.Ordinal);
        Assert.Empty(home.World.Jobs);
    }
}
