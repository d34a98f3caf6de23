using GlacierBatch.Contract.Runs;
using GlacierBatch.Core;
using GlacierBatch.Core.Checkpoints;
using GlacierBatch.Core.Environments;
using GlacierBatch.Tests.Services;
using GlacierBatch.Tests.TestSupport;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GlacierBatch.Tests.Checkpoints;

/// <summary>Attempts in the bucket: who works on them, how long, and who goes on with them.</summary>
public sealed class CheckpointClientTests
{
    private static readonly IReadOnlyDictionary<string, string> Settings = StepFiles.Settings;

    [Fact]
    public async Task Working_time_is_that_of_all_sessions_and_never_that_of_the_pauses()
    {
        using var home = await LocalHome.CreateAsync();
        var environment = await EnvironmentOf(home);
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(55));
        var client = new CheckpointClient(time);

        await using (var first = await BeginAsync(client, environment, 2))
        {
            await MeasureAsync(first, "Job", "SUCCEEDED");
            time.Advance(TimeSpan.FromMinutes(10));
        }

        time.Advance(TimeSpan.FromHours(5));
        await using var second = await BeginAsync(client, environment, 2);
        Assert.True(second.IsResumed);
        Assert.Equal("SUCCEEDED", second.Find("Job")?.Text);
        time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(TimeSpan.FromMinutes(30), second.Budget.Used);
        var decided = await client.ConcludeAsync(second, StepFiles.Plan, CancellationToken.None);

        Assert.Equal((1, 1, TimeSpan.FromMinutes(30)), (decided.Attempt, decided.Attempts, decided.TimeUsed));
        Assert.Equal(TimeSpan.FromMinutes(30), decided.TotalTimeUsed);
        Assert.Equal((Decision.Escalate, 2), (decided.Decision, decided.ExitCode));
    }

    [Fact]
    public async Task The_plan_is_heard_once_at_each_mark_and_near_the_limit()
    {
        using var home = await LocalHome.CreateAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(55));
        await using var session = await BeginAsync(new CheckpointClient(time), await EnvironmentOf(home), 3);

        Assert.Empty(session.Say());
        time.Advance(TimeSpan.FromMinutes(61));
        Assert.Contains("ask a colleague", Assert.Single(session.Say()));
        Assert.Empty(session.Say());
        time.Advance(TimeSpan.FromMinutes(60));
        Assert.Contains("ask outside", Assert.Single(session.Say()));
        time.Advance(TimeSpan.FromMinutes(25));
        Assert.Contains("limit of 3 h for this step is near", Assert.Single(session.Say()));
        time.Advance(TimeSpan.FromMinutes(60));
        Assert.Contains("decide with the group", Assert.Single(session.Say()));
    }

    [Fact]
    public async Task What_a_session_of_another_machine_left_is_gone_on_with_once_it_gives_no_sign_of_life()
    {
        using var home = await LocalHome.CreateAsync();
        var environment = await EnvironmentOf(home);
        var time = new StepTime();
        await LeaveAsync(environment, time.GetUtcNow(), TimeSpan.FromMinutes(7));
        var told = new List<string>();

        time.Advance(TimeSpan.FromHours(2));
        var beginning = new CheckpointClient(time).BeginAsync(
            environment, StepFiles.Step(2), StepFiles.Plan, Settings, isForced: false, told.Add, CancellationToken.None);
        while (!beginning.IsCompleted) await time.StepAsync(TimeSpan.FromSeconds(5), beginning);
        await using var session = await beginning;

        Assert.NotNull(session);
        Assert.Contains("elsewhere", Assert.Single(told));
        Assert.Equal(1, session.Attempt);
        Assert.Equal(TimeSpan.FromMinutes(7), session.Budget.Used);
    }

    [Fact]
    public async Task A_session_of_another_machine_that_lives_is_left_alone()
    {
        using var home = await LocalHome.CreateAsync();
        var environment = await EnvironmentOf(home);
        var time = new StepTime();
        await LeaveAsync(environment, time.GetUtcNow(), TimeSpan.Zero);

        var beginning = new CheckpointClient(time).BeginAsync(
            environment, StepFiles.Step(2), StepFiles.Plan, Settings, isForced: false, _ => { }, CancellationToken.None);
        await time.StepAsync(TimeSpan.FromSeconds(5), beginning);
        await LeaveAsync(environment, time.GetUtcNow().AddSeconds(-20), TimeSpan.FromSeconds(20));
        while (!beginning.IsCompleted) await time.StepAsync(TimeSpan.FromSeconds(5), beginning);

        Assert.Equal("CheckpointBusy", (await Assert.ThrowsAsync<GlacierBatchException>(() => beginning)).ErrorId);
    }

    [Fact]
    public async Task Two_sessions_never_work_on_one_attempt()
    {
        using var home = await LocalHome.CreateAsync();
        var environment = await EnvironmentOf(home);
        var client = new CheckpointClient(TimeProvider.System);

        var both = new[] { BeginAsync(client, environment, 2), BeginAsync(client, environment, 2) };
        var ended = await Task.WhenAll(both.Select(async each =>
        {
            try
            {
                return (await each, "");
            }
            catch (GlacierBatchException fault)
            {
                return ((CheckpointSession?)null, fault.ErrorId);
            }
        }));

        var session = Assert.Single(ended, each => each.Item1 is not null).Item1;
        Assert.Equal("CheckpointBusy", Assert.Single(ended, each => each.Item1 is null).Item2);
        if (session is not null) await session.DisposeAsync();
        Assert.Single(await StoreOf(environment).ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_session_that_was_taken_over_writes_nothing_more()
    {
        using var home = await LocalHome.CreateAsync();
        var environment = await EnvironmentOf(home);
        await using var session = await BeginAsync(new CheckpointClient(TimeProvider.System), environment, 2);
        await LeaveAsync(environment, DateTimeOffset.UtcNow, TimeSpan.Zero);

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => MeasureAsync(session, "Job", "SUCCEEDED"));

        Assert.Equal("CheckpointTakenOver", fault.ErrorId);
        Assert.Empty((await StoreOf(environment).ReadAsync(CancellationToken.None)).Single().Record.Measurements);
    }

    [Fact]
    public async Task A_step_that_is_go_is_run_again_by_force_only_and_every_attempt_is_kept()
    {
        using var home = await LocalHome.CreateAsync();
        var environment = await EnvironmentOf(home);
        var client = new CheckpointClient(TimeProvider.System);

        Assert.Equal(Decision.Go, (await RunAsync(client, environment, 2, "SUCCEEDED")).Decision);
        Assert.Null(await client.BeginAsync(
            environment, StepFiles.Step(2), StepFiles.Plan, Settings, isForced: false, _ => { }, CancellationToken.None));
        var again = await RunAsync(client, environment, 2, "FAILED", isForced: true);

        Assert.Equal((Decision.Escalate, 2, 2), (again.Decision, again.Attempt, again.Attempts));
        var all = await client.ReadAttemptsAsync(environment, [StepFiles.Step(2)], StepFiles.Plan, CancellationToken.None);
        Assert.Equal([Decision.Go, Decision.Escalate], all.Select(each => each.Decision));
    }

    [Fact]
    public async Task The_fourth_crash_of_the_stack_is_the_end_and_a_reset_begins_anew()
    {
        using var home = await LocalHome.CreateAsync();
        var environment = await EnvironmentOf(home);
        var client = new CheckpointClient(TimeProvider.System);

        for (var attempt = 1; attempt <= 4; attempt++)
        {
            var crashed = await RunAsync(client, environment, 3, "FAILED");
            Assert.Equal((Decision.NoGo, attempt, attempt == 4), (crashed.Decision, crashed.CrashedAttempts, crashed.IsAbandoned));
        }

        Assert.Equal(4, await client.ResetAsync(environment, 3, "A new image.", CancellationToken.None));
        var anew = await RunAsync(client, environment, 3, "FAILED");

        Assert.Equal((5, 1, 1, false), (anew.Attempt, anew.Attempts, anew.CrashedAttempts, anew.IsAbandoned));
        var all = await client.ReadAttemptsAsync(environment, [StepFiles.Step(3)], StepFiles.Plan, CancellationToken.None);
        Assert.Equal(5, all.Count);
        Assert.Equal(4, all.Count(each => each.SetAsideAt is not null));
        Assert.True(anew.TotalTimeUsed >= anew.TimeUsed);
    }

    [Fact]
    public async Task The_next_step_is_told_what_the_last_one_was_told()
    {
        using var home = await LocalHome.CreateAsync();
        var environment = await EnvironmentOf(home);
        var client = new CheckpointClient(TimeProvider.System);
        var settings = new Dictionary<string, string>(Settings) { ["ExpectedCount"] = "3" };

        await using (await client.BeginAsync(
            environment, StepFiles.Step(1), StepFiles.Plan, settings, isForced: false, _ => { }, CancellationToken.None))
        {
        }

        var told = await new CheckpointClient(TimeProvider.System).ReadSettingsAsync(environment, CancellationToken.None);
        Assert.Equal("3", told["ExpectedCount"]);
        var four = Assert.Single(await client.ReadAsync(environment, [StepFiles.Step(4)], StepFiles.Plan, CancellationToken.None));
        Assert.Null(four.Decision);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"format\": 99}")]
    [InlineData("{\"format\": 1, \"step\": 7}")]
    public async Task A_damaged_attempt_is_named_and_never_passed_over(string text)
    {
        using var home = await LocalHome.CreateAsync();
        var environment = await EnvironmentOf(home);
        await environment.Store.PutAsync(
            StoreLayout.Checkpoint(environment.Name, 2, 1), new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)));

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => new CheckpointClient(TimeProvider.System).ReadAsync(
            environment, [StepFiles.Step(2)], StepFiles.Plan, CancellationToken.None));

        Assert.Contains("checkpoints/test/step2/0001.json", fault.Message);
    }

    private static CheckpointStore StoreOf(GlacierEnvironment environment) => new(environment);

    private static async Task<GlacierEnvironment> EnvironmentOf(LocalHome home)
    {
        await using var client = home.Open();
        return await client.Environments.GetAsync(LocalHome.Environment, CancellationToken.None);
    }

    private static async Task<CheckpointSession> BeginAsync(
        CheckpointClient client, GlacierEnvironment environment, int step, bool isForced = false) =>
        await client.BeginAsync(environment, StepFiles.Step(step), StepFiles.Plan, Settings, isForced, _ => { }, CancellationToken.None)
        ?? throw new InvalidOperationException("The step is GO.");

    private static Task MeasureAsync(CheckpointSession session, string name, string text) =>
        session.MeasureAsync(new Measurement(name) { Text = text }, CancellationToken.None);

    private static async Task<Checkpoint> RunAsync(
        CheckpointClient client, GlacierEnvironment environment, int step, string job, bool isForced = false)
    {
        var session = await BeginAsync(client, environment, step, isForced);
        foreach (var rule in session.Step.Criteria)
        {
            await session.MeasureAsync(
                rule.Name == "Job"
                    ? new Measurement("Job") { Text = job }
                    : new Measurement(rule.Name) { NotApplicable = "not asked here" },
                CancellationToken.None);
        }

        return await client.ConcludeAsync(session, StepFiles.Plan, CancellationToken.None);
    }

    /// <summary>What a session of another machine has written when it was last seen.</summary>
    private static async Task LeaveAsync(GlacierEnvironment environment, DateTimeOffset started, TimeSpan worked)
    {
        var store = StoreOf(environment);
        var record = new AttemptRecord
        {
            Step = 2, Attempt = 1, Began = started, Settings = Settings, Measurements = [], Runs = [],
            Sessions = [new WorkSession("elsewhere|1@boot-1|a", started, started + worked, false)],
        };
        var written = await store.FindAsync(2, 1, CancellationToken.None) is { } there
            ? await store.ReplaceAsync(there, record, CancellationToken.None)
            : await store.AddAsync(record, CancellationToken.None);
        Assert.NotNull(written);
    }
}
