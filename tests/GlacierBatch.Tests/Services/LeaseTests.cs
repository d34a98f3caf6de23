using GlacierBatch.Contract.Processes;
using GlacierBatch.Contract.Results;
using GlacierBatch.Core;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services;

/// <summary>Who holds what, on which machine, whatever the clocks say; and memory that was too little.</summary>
public sealed class LeaseTests
{
    private const string Elsewhere = "another-machine|1@boot-2|aaaa";

    [Fact]
    public async Task Who_lost_the_lease_while_its_script_ran_records_nothing()
    {
        using var home = await LocalHome.CreateAsync(gated: true);
        using var ledger = new Ledger(home.Home);
        Lease taken;
        await using (var client = home.Open())
        {
            await LocalHome.SubmitAsync(client);
            await home.BegunAsync();
            var held = Assert.Single(ledger.Leases.ReadOthers(LocalHome.Environment, "nobody")).Lease;
            var until = TimeProvider.System.GetUtcNow().AddMinutes(2);
            taken = ledger.Leases.TakeOver(held, Elsewhere, until) ?? throw new InvalidOperationException("It was not held.");
            home.OpenGate();
            await Eventually.TrueAsync(() => home.Scripts().Count == 0);
        }

        Assert.DoesNotContain(Directory.EnumerateFiles(home.Bucket, "*", SearchOption.AllDirectories),
            path => path.Contains("/results/", StringComparison.Ordinal) || path.EndsWith(".tif", StringComparison.Ordinal));
        Assert.True(ledger.Leases.IsHeld(taken));
        await using var other = home.Open();
        Assert.False(Assert.Single(LocalHome.Jobs(other)).Status.IsEnded());
        Assert.True(ledger.Leases.Release(taken, null, TimeProvider.System.GetUtcNow()));
        await LocalHome.WaitAsync(other);
        await home.RequireAllDoneAsync(other);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task Another_machines_lease_is_taken_over_only_once_its_heartbeat_stands_still(int daysThatClocksDiffer)
    {
        using var home = await LocalHome.CreateAsync();
        var time = new JumpingTime();
        await using var client = home.Open(time);
        var job = Assert.Single(await LocalHome.SubmitAsync(client, start: false));
        using var ledger = new Ledger(home.Home);
        ledger.Leases.Enqueue([job.Reference]);
        var theirs = TimeProvider.System.GetUtcNow().AddDays(daysThatClocksDiffer);
        Assert.Single(ledger.Leases.Claim(LocalHome.Environment, Elsewhere, 4, 4096, theirs, theirs.AddMinutes(2)));

        for (var beat = 1; beat <= 4; beat++)
        {
            await RequireUnendedAsync(client);
            time.Pass(TimeSpan.FromMinutes(1));
            ledger.Leases.Heartbeat(Elsewhere, theirs.AddMinutes(2 + beat));
        }

        await RequireUnendedAsync(client);
        Assert.Empty(home.ReadMarks());
        time.Pass(TimeSpan.FromMinutes(3));
        Assert.Equal(2, Assert.Single(await LocalHome.WaitAsync(client)).Attempts);
        await home.RequireAllDoneAsync(client);
    }

    [Fact]
    public async Task What_a_session_says_that_lost_its_lease_changes_nothing()
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        var job = Assert.Single(await LocalHome.SubmitAsync(client, start: false));
        using var ledger = new Ledger(home.Home);
        var now = TimeProvider.System.GetUtcNow();
        ledger.Leases.Enqueue([job.Reference]);
        var lost = Assert.Single(ledger.Leases.Claim(LocalHome.Environment, Elsewhere, 4, 4096, now, now));
        var taken = ledger.Leases.TakeOver(lost, "me", now);
        Assert.NotNull(taken);
        Assert.Null(ledger.Leases.TakeOver(lost, "somebody else", now));
        Assert.False(ledger.Leases.IsHeld(lost));
        Assert.False(ledger.Leases.Started(lost, "1@x"));
        Assert.False(ledger.Leases.Complete(lost, new JobEnd(TaskOutcome.Done, null, 0), now));
        Assert.False(ledger.Leases.Retry(lost, new JobEnd(TaskOutcome.Upstream, null, 0), now, TimeSpan.Zero, 1));
        Assert.False(ledger.Leases.Release(lost, null, now));
        Assert.Equal(JobStatus.STARTING, Assert.Single(LocalHome.Jobs(client)).Status);
        Assert.True(ledger.Leases.Release(taken, null, now));
        Assert.Equal(JobStatus.RUNNABLE, Assert.Single(LocalHome.Jobs(client)).Status);
    }

    [Fact]
    public async Task A_session_that_runs_keeps_its_leases_when_clocks_jump_by_days_and_backoffs_do_not_hang()
    {
        using var state = new TemporaryFolder();
        var flaky = new Dictionary<string, string> { ["SAMPLE_FAULT"] = "flaky@134_Arsuk", ["SAMPLE_STATE"] = state.Path };
        using var home = await LocalHome.CreateAsync(flaky, gated: true);
        var (mine, theirs) = (new JumpingTime(), new JumpingTime());
        await using var client = home.Open(mine);
        await using var other = home.Open(theirs);
        await LocalHome.SubmitAsync(client, regions: 2);
        await home.BegunAsync(2);
        theirs.SetWall(TimeSpan.FromDays(30));
        theirs.Pass(TimeSpan.FromDays(30));
        await RequireUnendedAsync(other);
        mine.SetWall(TimeSpan.FromDays(20));
        home.OpenGate();
        await Eventually.TrueAsync(() => home.ReadMarks().Count(mark => mark.StartsWith("end ", StringComparison.Ordinal)) == 1);
        mine.SetWall(TimeSpan.FromDays(-20));
        theirs.SetWall(TimeSpan.FromDays(-30));
        var jobs = await LocalHome.WaitAsync(client);
        Assert.Equal(2, jobs.Single(job => job.Region == "134_Arsuk").Attempts);
        Assert.Equal(1, jobs.Single(job => job.Region != "134_Arsuk").Attempts);
        Assert.All(jobs, job => Assert.Equal(JobStatus.SUCCEEDED, job.Status));
    }

    [Fact]
    public async Task An_owner_whose_id_another_process_has_now_is_dead()
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        var job = Assert.Single(await LocalHome.SubmitAsync(client, start: false));
        using var ledger = new Ledger(home.Home);
        var now = TimeProvider.System.GetUtcNow();
        ledger.Leases.Enqueue([job.Reference]);
        var gone = $"{Environment.MachineName}|{ProcessIdentity.Current with { Start = "before-1" }}|bbbb";
        ledger.Leases.Claim(LocalHome.Environment, gone, 4, 4096, now, now.AddDays(1));
        Assert.Equal(2, Assert.Single(await LocalHome.WaitAsync(client)).Attempts);
        await home.RequireAllDoneAsync(client);
    }

    [Fact]
    public async Task A_task_out_of_memory_is_tried_again_one_class_up_and_the_last_class_is_the_machines()
    {
        using var home = await LocalHome.CreateAsync(new Dictionary<string, string> { ["SAMPLE_FAULT"] = "memory",
            ["SAMPLE_MEMORY_MAX"] = "400" });
        await using var client = home.Open();
        await LocalHome.SubmitAsync(client);
        var job = Assert.Single(await LocalHome.WaitAsync(client));
        int[] ladder = [256, 4096, 6144, 10240, 30720];
        var fitting = ladder.Count(size => size <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20);
        Assert.Equal((JobStatus.FAILED, TaskOutcome.OutOfMemory, fitting, ladder[fitting - 1]), (job.Status, job.Outcome, job.Attempts,
            job.MemoryMiB));
        Assert.Contains("more than", job.StatusReason, StringComparison.Ordinal);
        Assert.Empty(home.Scripts());
    }

    [Fact]
    public async Task A_task_above_its_limit_gets_enough_in_the_next_class()
    {
        using var home = await LocalHome.CreateAsync(script: """
            held = b"\x01" * (500 << 20)
            import shutil
            os.makedirs(f"{BASE}/{REGION}/clipped")
            os.makedirs(f"{BASE}/{REGION}/metadata/individual_csv")
            os.makedirs(f"{BASE}/{REGION}/metadata/combined_csv")
            shutil.copy(f"{BASE}/{REGION}/template/{REGION}.tif", f"{BASE}/{REGION}/clipped/s.tif")
            for path in ("individual_csv/s", f"combined_csv/{REGION}"):
                with open(f"{BASE}/{REGION}/metadata/{path}.csv", "w") as file: file.write("0,1\ns,s\n")
            """, environment: new EnvironmentSettings { MaxAttempts = 1 });
        await using var client = home.Open();
        await LocalHome.SubmitAsync(client);
        var job = Assert.Single(await LocalHome.WaitAsync(client));
        Assert.Equal((JobStatus.SUCCEEDED, TaskOutcome.Done, 2, 4096), (job.Status, job.Outcome, job.Attempts, job.MemoryMiB));
        Assert.True(job.PeakMemoryBytes > 400 << 20);
    }

    private static async Task RequireUnendedAsync(GlacierClient client)
    {
        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => LocalHome.WaitAsync(client, TimeSpan.FromMilliseconds(300)));
        Assert.Equal("WaitTimeout", fault.ErrorId);
    }
}
