using GlacierBatch.Contract.Results;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services;

/// <summary>What becomes of running jobs when a session ends or somebody stops them.</summary>
public sealed class SessionEndTests
{
    [Fact]
    public async Task A_session_that_ends_takes_its_scripts_along_and_leaves_its_jobs_to_the_next()
    {
        using var home = await LocalHome.CreateAsync(gated: true, environment: new EnvironmentSettings { MaxvCpu = 2 });
        await using (var first = home.Open())
        {
            await LocalHome.SubmitAsync(first, regions: 3);
            await home.BegunAsync(2);
        }

        Assert.Empty(home.Scripts());
        await using var second = home.Open();
        Assert.All(LocalHome.Jobs(second), job => Assert.Equal(JobStatus.RUNNABLE, job.Status));
        home.OpenGate();
        await LocalHome.WaitAsync(second);
        await home.RequireAllDoneAsync(second);
    }

    [Fact]
    public async Task A_script_that_heeds_no_signal_does_not_hold_the_session_up()
    {
        using var home = await LocalHome.CreateAsync(script: """
            import signal
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            os.makedirs(f"{BASE}/deaf")
            while True: signal.pause()
            """);
        var scratch = home.Home.Scratch(LocalHome.Environment);
        await using (var first = home.Open())
        {
            await LocalHome.SubmitAsync(first);
            await Eventually.TrueAsync(() => Directory.Exists(scratch)
                && Directory.EnumerateDirectories(scratch, "deaf", SearchOption.AllDirectories).Any());
        }

        Assert.Empty(home.Scripts());
        await using var second = home.Open();
        Assert.Equal(JobStatus.RUNNABLE, Assert.Single(LocalHome.Jobs(second)).Status);
    }

    [Theory]
    [InlineData("Remove-Module GlacierBatch; [Console]::WriteLine('removed')", null)]
    [InlineData("exit 0", null)]
    [InlineData("Wait-GlacierJob -Job (Get-GlacierJob)", HostProcess.Terminate)]
    [InlineData("Wait-GlacierJob -Job (Get-GlacierJob)", HostProcess.Interrupt)]
    public async Task However_a_real_session_ends_nothing_of_it_is_left_running(string end, int? signal)
    {
        if (signal is not null) HostProcess.RequireSignals();
        using var home = await LocalHome.CreateAsync(gated: true);
        await using (var submitting = home.Open()) await LocalHome.SubmitAsync(submitting, start: false);
        var script = Path.Combine(home.Home.Path, "session.ps1");
        await File.WriteAllTextAsync(script, $$"""
            Import-Module '{{Path.Combine(RepositoryRoot.Path, "GlacierBatch.psd1")}}'
            try { Get-GlacierJob | Wait-GlacierJob -Timeout 0.2 } catch { [Console]::WriteLine('runs on') }
            while ((Get-GlacierJob).Status -ne 'RUNNING') { }
            [Console]::WriteLine('running')
            {{end}}
            """);
        var variables = new Dictionary<string, string?> { ["GLACIERBATCH_HOME"] = home.Home.Path };
        await using var host = HostProcess.Start(["-File", script], variables);
        await host.WaitForLineAsync("running", TestContext.Current.CancellationToken);
        if (signal is { } number) host.Signal(number);
        var result = await host.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(signal is { } code ? 128 + code : 0, result.ExitCode);
        Assert.Empty(home.Scripts());

        await using var next = home.Open();
        Assert.Equal(JobStatus.RUNNABLE, Assert.Single(LocalHome.Jobs(next)).Status);
        home.OpenGate();
        await LocalHome.WaitAsync(next);
        await home.RequireAllDoneAsync(next);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Running_and_waiting_jobs_are_stopped_from_this_session_and_from_another(bool sameSession)
    {
        using var home = await LocalHome.CreateAsync(gated: true, environment: new EnvironmentSettings { MaxvCpu = 1 });
        await using var running = home.Open();
        await using var other = home.Open();
        await LocalHome.SubmitAsync(running, regions: 2);
        await home.BegunAsync();
        var waiting = LocalHome.WaitAsync(running);
        await (sameSession ? running : other).Runs.StopAsync(LocalHome.Jobs(other), "not needed any more", CancellationToken.None);
        var jobs = await waiting;
        Assert.All(jobs, job => Assert.Equal(
            (JobStatus.FAILED, TaskOutcome.Stopped, ExitCodes.Stopped, "not needed any more"), (job.Status, job.Outcome, job.ExitCode,
                job.StatusReason)));
        Assert.Single(home.ReadMarks());
        Assert.Empty(home.Scripts());
    }

    [Fact]
    public async Task A_job_stopped_after_its_session_was_killed_never_runs_again()
    {
        using var home = await LocalHome.CreateAsync(gated: true);
        await using var client = home.Open();
        await LocalHome.SubmitAsync(client, start: false);
        using (var session = home.OpenElsewhere())
        {
            await session.WaitForAsync("ready");
            await session.GoAsync();
            await home.BegunAsync();
            await session.KillAsync();
        }

        await client.Runs.StopAsync(LocalHome.Jobs(client), "no", CancellationToken.None);
        home.OpenGate();
        var job = Assert.Single(await LocalHome.WaitAsync(client));
        Assert.Equal((JobStatus.FAILED, TaskOutcome.Stopped, "no", 1), (job.Status, job.Outcome, job.StatusReason, job.Attempts));
        Assert.Single(home.ReadMarks(), mark => mark.StartsWith("begin ", StringComparison.Ordinal));
        Assert.Empty(home.Scripts());
    }

    [Fact]
    public async Task A_task_killed_by_somebody_else_is_tried_again()
    {
        using var home = await LocalHome.CreateAsync(gated: true);
        await using var client = home.Open();
        await LocalHome.SubmitAsync(client);
        await home.BegunAsync();
        System.Diagnostics.Process.GetProcessById(Assert.Single(home.Scripts())).Kill();
        home.OpenGate();
        Assert.Equal(2, Assert.Single(await LocalHome.WaitAsync(client)).Attempts);
        await home.RequireAllDoneAsync(client);
    }

    [Fact]
    public async Task A_task_that_hangs_is_ended_at_its_limit_and_the_others_go_on()
    {
        using var home = await LocalHome.CreateAsync(
            new Dictionary<string, string> { ["SAMPLE_FAULT"] = "hang@134_Arsuk" },
                environment: new EnvironmentSettings { TimeoutSeconds = 2 });
        await using var client = home.Open();
        await LocalHome.SubmitAsync(client, regions: 2);
        var jobs = await LocalHome.WaitAsync(client);
        Assert.Equal(TaskOutcome.Timeout, jobs.Single(job => job.Region == "134_Arsuk").Outcome);
        Assert.Equal(TaskOutcome.Done, jobs.Single(job => job.Region != "134_Arsuk").Outcome);
        Assert.Empty(home.Scripts());
    }
}
