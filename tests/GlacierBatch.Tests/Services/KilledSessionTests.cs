using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Runs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services;

/// <summary>Sessions that are killed at any moment: the next one loses nothing and doubles nothing.</summary>
public sealed class KilledSessionTests
{
    [Fact]
    public async Task What_a_killed_session_left_running_is_ended_before_it_runs_again()
    {
        using var home = await LocalHome.CreateAsync(gated: true);
        await using var client = home.Open();
        await LocalHome.SubmitAsync(client, regions: 2, start: false);
        using (var session = home.OpenElsewhere())
        {
            await session.WaitForAsync("ready");
            await session.GoAsync();
            await home.BegunAsync(2);
            await session.KillAsync();
        }

        var orphans = home.Scripts();
        Assert.Equal(2, orphans.Count);
        Assert.All(LocalHome.Jobs(client), job => Assert.Equal(JobStatus.RUNNING, job.Status));

        var waiting = LocalHome.WaitAsync(client);
        await home.BegunAsync(4);
        Assert.Empty(home.Scripts().Intersect(orphans));
        home.OpenGate();
        Assert.All(await waiting, job => Assert.Equal(2, job.Attempts));
        Assert.Equal(2, home.ReadMarks().Count(mark => mark.StartsWith("end ", StringComparison.Ordinal)));
        await home.RequireAllDoneAsync(client);
    }

    [Theory]
    [InlineData("scratch")]
    [InlineData("logs")]
    [InlineData("bucket/1_download_merge_and_clip")]
    [InlineData("bucket/runs/first/shared")]
    [InlineData("bucket/runs/first/results")]
    [InlineData("bucket/runs/first/logs")]
    public async Task A_session_killed_when_something_first_appears_loses_and_doubles_nothing(string sign)
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        await LocalHome.SubmitAsync(client, regions: 2, days: 2, start: false);
        var path = Path.Combine(home.Home.Path, sign.Replace("bucket", $"buckets/{LocalHome.Environment}", StringComparison.Ordinal));
        using (var session = home.OpenElsewhere())
        {
            await session.WaitForAsync("ready");
            await session.GoAsync();
            await Eventually.TrueAsync(() => Directory.Exists(path));
            await session.KillAsync();
        }

        await LocalHome.WaitAsync(client);
        await home.RequireAllDoneAsync(client);
        RequireNoRecordTwice(home);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Sessions_killed_one_after_another_at_moments_of_no_plan_lose_and_double_nothing(int seed)
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        await LocalHome.SubmitAsync(client, regions: 3, days: 3, start: false);
        for (var kill = 1; kill <= 3; kill++)
        {
            using var session = home.OpenElsewhere();
            await session.WaitForAsync("ready");
            await session.GoAsync();
            // A number of marks is a moment that every machine reaches, and what happens in it is not the same twice.
            var marks = Math.Min(((kill - 1) * 4) + seed, 14);
            await Eventually.TrueAsync(() => home.ReadMarks().Count >= marks);
            await session.KillAsync();
        }

        await LocalHome.WaitAsync(client);
        await home.RequireAllDoneAsync(client);
        RequireNoRecordTwice(home);
    }

    [Fact]
    public async Task Sessions_that_submit_and_wait_at_the_same_moment_never_run_a_task_twice()
    {
        using var home = await LocalHome.CreateAsync();
        var sessions = new[] { "one", "two", "three" }.Select(run => home.OpenElsewhere("submit", run)).ToList();
        try
        {
            foreach (var session in sessions) await session.WaitForAsync("ready");
            foreach (var session in sessions) await session.GoAsync();
            foreach (var session in sessions) await session.WaitForAsync("done");
            foreach (var session in sessions) await session.GoAsync();
            foreach (var session in sessions) Assert.Null(await session.ReadLineAsync());
        }
        finally
        {
            sessions.ForEach(session => session.Dispose());
        }

        await using var client = home.Open();
        var jobs = LocalHome.Jobs(client);
        Assert.Equal(18, jobs.Count);
        Assert.All(jobs, job => Assert.Equal(1, job.Attempts));
        Assert.Equal(18, home.ReadMarks().Count(mark => mark.StartsWith("begin ", StringComparison.Ordinal)));
        await home.RequireAllDoneAsync(client);
    }

    [Fact]
    public async Task A_session_killed_between_record_and_completion_is_completed_from_the_record_without_running_again()
    {
        using var home = await LocalHome.CreateAsync(gated: true);
        await using var client = home.Open();
        var job = Assert.Single(await LocalHome.SubmitAsync(client, start: false));
        using (var session = home.OpenElsewhere())
        {
            await session.WaitForAsync("ready");
            await session.GoAsync();
            await home.BegunAsync();
            await session.KillAsync();
        }

        // What the killed session would have recorded: another machine's record of the same task.
        home.OpenGate();
        using var other = await LocalHome.CreateAsync();
        await using (var elsewhere = other.Open())
        {
            await LocalHome.SubmitAsync(elsewhere);
            await LocalHome.WaitAsync(elsewhere);
        }

        var record = StoreLayout.Result(job.RunName, job.Task);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(home.Bucket, record)) ?? "");
        File.Copy(Path.Combine(other.Bucket, record), Path.Combine(home.Bucket, record));
        var begun = home.ReadMarks().Count(mark => mark.StartsWith("begin ", StringComparison.Ordinal));
        Assert.Equal(JobStatus.SUCCEEDED, Assert.Single(await LocalHome.WaitAsync(client)).Status);
        Assert.Equal(begun, home.ReadMarks().Count(mark => mark.StartsWith("begin ", StringComparison.Ordinal)));
    }

    private static void RequireNoRecordTwice(LocalHome home)
    {
        // The union that all tasks of a region publish is where a doubled effect would show.
        foreach (var list in Directory.EnumerateFiles(home.Bucket, "*.csv",
            SearchOption.AllDirectories).Where(path => path.Contains("combined_csv", StringComparison.Ordinal)))
        {
            var lines = File.ReadAllLines(list);
            Assert.Equal(lines.Distinct(StringComparer.Ordinal), lines);
        }
    }
}
