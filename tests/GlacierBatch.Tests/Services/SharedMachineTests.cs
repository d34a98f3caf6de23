using System.Globalization;
using GlacierBatch.Contract.Results;
using GlacierBatch.Core;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Local;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services;

/// <summary>What sessions and environments of one machine have in common: its memory, its queue, and who removes what.</summary>
public sealed class SharedMachineTests
{
    private const string Other = "other";

    [Fact]
    public async Task The_machines_memory_is_one_for_all_environments_and_processors_are_each_ones_own()
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        await client.Environments.CreateAsync(
            Other, new EnvironmentSettings { Workload = home.Workload }, Assert.Fail, CancellationToken.None);
        var jobs = await LocalHome.SubmitAsync(client, start: false);
        var others = await LocalHome.SubmitAsync(client, start: false, environment: Other);
        using var ledger = new Ledger(home.Home);
        ledger.Leases.Enqueue([.. jobs.Concat(others).Select(job => job.Reference)]);
        var (me, now) = (LeaseOwner.Create(), TimeProvider.System.GetUtcNow());
        var until = now.AddMinutes(2);

        var first = Assert.Single(ledger.Leases.Claim(LocalHome.Environment, me, 1, 511, now, until));

        Assert.Empty(ledger.Leases.Claim(Other, LeaseOwner.Create(), 1, 511, now, until));
        var second = Assert.Single(ledger.Leases.Claim(Other, me, 1, 512, now, until));
        Assert.True(ledger.Leases.Release(second, null, now));
        Assert.True(ledger.Leases.Release(first, null, now));
        Assert.Single(ledger.Leases.Claim(Other, me, 1, 511, now, until));
    }

    [Fact]
    public async Task A_script_that_has_ended_takes_up_no_room_while_its_outputs_are_published()
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        var jobs = await LocalHome.SubmitAsync(client, regions: 2, start: false);
        using var ledger = new Ledger(home.Home);
        ledger.Leases.Enqueue([.. jobs.Select(job => job.Reference)]);
        var (me, now) = (LeaseOwner.Create(), TimeProvider.System.GetUtcNow());
        var first = Assert.Single(ledger.Leases.Claim(LocalHome.Environment, me, 1, 256, now, now.AddMinutes(2)));
        Assert.True(ledger.Leases.Started(first, "1@x"));
        Assert.Empty(ledger.Leases.Claim(LocalHome.Environment, me, 1, 256, now, now.AddMinutes(2)));

        Assert.True(ledger.Leases.ScriptEnded(first));

        Assert.Single(ledger.Leases.Claim(LocalHome.Environment, me, 1, 256, now, now.AddMinutes(2)));
        Assert.True(ledger.Leases.IsHeld(first));
        Assert.Equal(JobStatus.RUNNING, LocalHome.Jobs(client)[first.Job.Index].Status);
        Assert.True(ledger.Leases.Complete(first, new JobEnd(TaskOutcome.Done, null, 0), now));
    }

    [Fact]
    public async Task Scripts_go_on_while_the_bucket_is_slow_and_not_without_end()
    {
        using var home = await LocalHome.CreateAsync(environment: new EnvironmentSettings { MaxvCpu = 1 });
        await using var client = home.Open();
        var locks = Directory.CreateDirectory(Path.Combine(home.Bucket, ".glacierbatch", "locks")).FullName;
        var jobs = await LocalHome.SubmitAsync(client, regions: 3, days: 3, start: false);
        var held = Enumerable.Range(0, 256).Select(number => new FileStream(
            Path.Combine(locks, number.ToString("x2", CultureInfo.InvariantCulture)),
            FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)).ToList();
        var waiting = LocalHome.WaitAsync(client);

        // Four publish, and the fifth keeps its room.
        int Ended() => home.ReadMarks().Count(mark => mark.StartsWith("end ", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => Ended() == 5);
        held.ForEach(file => file.Dispose());
        Assert.Equal(jobs.Count, (await waiting).Count);

        Assert.Equal(jobs.Count, Ended());
        await home.RequireAllDoneAsync(client);
    }

    [Fact]
    public async Task Memory_of_another_machine_is_none_of_this_one()
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        await client.Environments.CreateAsync(
            Other, new EnvironmentSettings { Workload = home.Workload }, Assert.Fail, CancellationToken.None);
        var jobs = await LocalHome.SubmitAsync(client, start: false);
        var others = await LocalHome.SubmitAsync(client, start: false, environment: Other);
        using var ledger = new Ledger(home.Home);
        ledger.Leases.Enqueue([.. jobs.Concat(others).Select(job => job.Reference)]);
        var now = TimeProvider.System.GetUtcNow();

        Assert.Single(ledger.Leases.Claim(LocalHome.Environment, "another-machine|1@boot-2|aaaa", 1, 300, now, now.AddMinutes(2)));

        Assert.Single(ledger.Leases.Claim(Other, LeaseOwner.Create(), 1, 300, now, now.AddMinutes(2)));
    }

    [Fact]
    public async Task A_job_that_fits_no_more_after_the_limit_was_lowered_is_not_waited_for_for_ever()
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        var job = Assert.Single(await LocalHome.SubmitAsync(client, start: false, vcpu: 2));
        await client.Environments.SetAsync(LocalHome.Environment, new EnvironmentSettings { MaxvCpu = 1 }, CancellationToken.None);

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => LocalHome.WaitAsync(client));

        Assert.Equal("TaskTooLarge", fault.ErrorId);
        Assert.Contains(job.JobId, fault.Message, StringComparison.Ordinal);
        Assert.Empty(home.ReadMarks());
        await client.Environments.SetAsync(LocalHome.Environment, new EnvironmentSettings { MaxvCpu = 2 }, CancellationToken.None);
        await LocalHome.WaitAsync(client);
        await home.RequireAllDoneAsync(client);
    }

    [Fact]
    public async Task A_wait_ends_when_another_session_removes_the_environment()
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        var time = new JumpingTime();
        await using var remover = home.Open(time);
        var job = Assert.Single(await LocalHome.SubmitAsync(client, start: false));
        using var ledger = new Ledger(home.Home);
        ledger.Leases.Enqueue([job.Reference]);
        // A third machine has it, does not answer, and is not taken to be dead yet: nobody ends the job before its rows are gone.
        var now = TimeProvider.System.GetUtcNow();
        Assert.Single(ledger.Leases.Claim(LocalHome.Environment, "another-machine|1@boot-2|aaaa", 4, 4096, now, now.AddMinutes(2)));
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = Task.Run(async () =>
        {
            var waited = client.Runs.WaitAsync(
                [job], Eventually.Limit, TimeSpan.FromMilliseconds(50), _ => seen.TrySetResult(), CancellationToken.None);
            await foreach (var ended in waited) Assert.Fail($"{ended} did not end.");
        });
        await seen.Task.WaitAsync(Eventually.Limit);

        var environment = await remover.Environments.GetAsync(LocalHome.Environment, CancellationToken.None);
        var removing = remover.Environments.RemoveAsync(environment, CancellationToken.None);
        await Eventually.TrueAsync(() =>
        {
            time.Pass(TimeSpan.FromMinutes(1));
            return removing.IsCompleted;
        });
        await removing;

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => waiting);
        Assert.Equal("JobNotFound", fault.ErrorId);
        Assert.Contains(job.JobId, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_waits_while_another_session_removes_the_environment_is_told_and_nothing_runs_on()
    {
        using var home = await LocalHome.CreateAsync(gated: true, environment: new EnvironmentSettings { MaxvCpu = 1 });
        await using var client = home.Open();
        await using var remover = home.Open();
        await LocalHome.SubmitAsync(client, regions: 2);
        await home.BegunAsync();
        var waiting = LocalHome.WaitAsync(client);

        var environment = await remover.Environments.GetAsync(LocalHome.Environment, CancellationToken.None);
        await remover.Environments.RemoveAsync(environment, CancellationToken.None);

        // It depends on who is quicker whether the jobs are seen as stopped, or not at all any more.
        if (await Record.ExceptionAsync(() => waiting) is { } fault)
        {
            Assert.Equal("JobNotFound", Assert.IsType<GlacierBatchException>(fault).ErrorId);
        }
        else
        {
            Assert.All(await waiting, job => Assert.Equal(TaskOutcome.Stopped, job.Outcome));
        }

        Assert.Empty(home.Scripts());
        Assert.Single(home.ReadMarks());
    }

    [Fact]
    public async Task A_job_that_was_recorded_and_not_completed_passes_though_it_was_leased_once_more_a_day_later()
    {
        using var home = await LocalHome.CreateAsync();
        await using (var client = home.Open())
        {
            await LocalHome.SubmitAsync(client);
            await LocalHome.WaitAsync(client);
        }

        // As its session's death between the record and the ledger leaves it.
        using (var ledger = new Ledger(home.Home))
        {
            ledger.Write(transaction => transaction.Execute(
                "UPDATE jobs SET status = 'RUNNABLE', outcome = NULL, exit_code = NULL, stopped = NULL, changed = @changed",
                ("@changed", transaction.NextChange())));
        }

        var time = new JumpingTime();
        time.SetWall(TimeSpan.FromDays(1));
        await using var next = home.Open(time);
        var job = Assert.Single(await LocalHome.WaitAsync(next));

        Assert.Equal(2, job.Attempts);
        Assert.Single(home.ReadMarks(), mark => mark.StartsWith("begin ", StringComparison.Ordinal));
        await home.RequireAllDoneAsync(next);
    }

    [Fact]
    public async Task A_restart_begins_with_the_memory_that_the_job_was_given_last()
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        var job = Assert.Single(await LocalHome.SubmitAsync(client, start: false));
        using var ledger = new Ledger(home.Home);
        ledger.Leases.Enqueue([job.Reference]);
        var now = TimeProvider.System.GetUtcNow();
        var lease = Assert.Single(ledger.Leases.Claim(LocalHome.Environment, LeaseOwner.Create(), 4, 4096, now, now.AddMinutes(2)));
        Assert.True(ledger.Leases.Retry(lease, new JobEnd(TaskOutcome.OutOfMemory, "too little", 1), now, TimeSpan.Zero, 512));
        await client.Runs.StopAsync([job], "enough", CancellationToken.None);

        var plan = Assert.Single(await client.Runs.PlanAgainAsync(LocalHome.Jobs(client), new RunOverrides(), CancellationToken.None));
        var own = Assert.Single(await client.Runs.PlanAgainAsync(
            LocalHome.Jobs(client), new RunOverrides(MemoryMiB: 300), CancellationToken.None));

        Assert.Equal(512, Assert.Single(plan.Manifest.Tasks).MemoryMiB);
        Assert.Equal(300, Assert.Single(own.Manifest.Tasks).MemoryMiB);
    }
}
