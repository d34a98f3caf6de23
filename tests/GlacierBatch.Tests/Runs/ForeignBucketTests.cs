using System.Text;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Core.Runs;
using GlacierBatch.Tests.Services;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Runs;

/// <summary>
/// Buckets into which somebody else has written: what cannot be used is told once and passed over, all else is there as ever, and nobody
/// waits, fills the memory or obeys.
/// </summary>
public sealed class ForeignBucketTests
{
    /// <summary>What stands in the place of the first run's record, and what is said of it; null where it is no object at all.</summary>
    public static TheoryData<string, string?> Records => new()
    {
        { "", "cannot be read" },
        { "[]", "It states no format" },
        { "{\"format\": 1}", "cannot be read" },
        { "{\"format\": 1, \"x\": " + new string('[', 100_000), "depth" },
        { "other", "it is of another task" },
        { "large", "3221225472 bytes" },
        { "pipe", null },
        { "link", null },
    };

    [Theory]
    [MemberData(nameof(Records))]
    public async Task A_record_that_is_none_is_told_proves_nothing_and_loses_no_other(string content, string? fault)
    {
        using var home = await LocalHome.CreateAsync();
        Job job;
        await using (var client = home.Open())
        {
            await LocalHome.SubmitAsync(client);
            await LocalHome.SubmitAsync(client, regions: 2, run: "good");
            job = (await LocalHome.WaitAsync(client)).Single(job => job.RunName == "first");
        }

        var record = Path.Combine(home.Bucket, StoreLayout.Result(job.RunName, job.Task));
        var others = Directory.EnumerateFiles(Path.Combine(home.Bucket, StoreLayout.Results("good"))).ToList();
        await ReplaceAsync(record, content, others.Single(path => !path.EndsWith(Path.GetFileName(record), StringComparison.Ordinal)));
        File.Delete(home.Home.Ledger);

        await using var again = home.Open();
        await again.Environments.GetAsync(LocalHome.Environment, CancellationToken.None);

        // Whoever asked for something else is told once.
        var unread = again.Environments.TakeUnread();
        if (fault is null) Assert.Empty(unread);
        else Assert.Contains(fault, Assert.Single(unread), StringComparison.Ordinal);
        Assert.Empty(again.Environments.TakeUnread());
        var jobs = LocalHome.Jobs(again);
        Assert.Equal(3, jobs.Count);
        Assert.Equal(JobStatus.SUBMITTED, jobs.Single(job => job.RunName == "first").Status);
        foreach (var good in jobs.Where(job => job.RunName == "good"))
        {
            Assert.Equal(TaskOutcome.Done, good.Outcome);
            Assert.Equal(CheckStatus.Passed, (await again.Outputs.VerifyAsync(good, CancellationToken.None)).Status);
        }
    }

    [Theory]
    [InlineData("large", true)]
    [InlineData("pipe", false)]
    public async Task A_manifest_that_is_none_is_passed_over_and_a_job_that_waits_for_it_fails(string content, bool isTold)
    {
        using var home = await LocalHome.CreateAsync(environment: new EnvironmentSettings { MaxAttempts = 1 });
        await using (var client = home.Open())
        {
            await LocalHome.SubmitAsync(client, start: false);
            await LocalHome.SubmitAsync(client, start: false, run: "good");
            await ReplaceAsync(Path.Combine(home.Bucket, StoreLayout.Manifest("first")), content, "");
            var jobs = await LocalHome.WaitAsync(client);
            Assert.Equal(JobStatus.FAILED, jobs.Single(job => job.RunName == "first").Status);
            var reason = jobs.Single(job => job.RunName == "first").StatusReason;
            Assert.Contains("runs/first/manifest.json", reason, StringComparison.Ordinal);
            Assert.Equal(TaskOutcome.Done, jobs.Single(job => job.RunName == "good").Outcome);
        }

        File.Delete(home.Home.Ledger);
        await using var again = home.Open();
        await again.Environments.GetAsync(LocalHome.Environment, CancellationToken.None);
        Assert.Equal(isTold ? 1 : 0, again.Environments.TakeUnread().Count);
        Assert.Equal("good", Assert.Single(LocalHome.Jobs(again)).RunName);
        await home.RequireAllDoneAsync(again);
    }

    [Fact]
    public async Task A_scene_that_became_a_pipe_is_missing_and_is_waited_for_by_nobody()
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        await LocalHome.SubmitAsync(client);
        var job = Assert.Single(await LocalHome.WaitAsync(client));
        await PipeFile.MakeAsync(Directory.EnumerateFiles(home.Bucket, "S2*.tif", SearchOption.AllDirectories).First());

        var verdict = await client.Outputs.VerifyAsync(job, CancellationToken.None);

        Assert.Equal(CheckStatus.Failed, verdict.Status);
        Assert.Contains("is missing", verdict.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_obeys_neither_a_log_nor_a_reason_of_others_and_lines_without_end_come_in_pieces()
    {
        using var home = await LocalHome.CreateAsync();
        Job job;
        await using (var client = home.Open())
        {
            await LocalHome.SubmitAsync(client);
            job = Assert.Single(await LocalHome.WaitAsync(client));
        }

        var log = Path.Combine(home.Bucket, StoreLayout.Log(job.RunName, job.Task, 1));
        await File.WriteAllTextAsync(log, "2025-08-01T00:00:00.000Z out \u001b[2Jcleared\n" + new string('x', 3 << 20));
        var record = Path.Combine(home.Bucket, StoreLayout.Result(job.RunName, job.Task));
        await File.WriteAllTextAsync(record, (await File.ReadAllTextAsync(record)).Replace(
            "\"outcome\": \"Done\"", "\"outcome\": \"Script\", \"reason\": \"\\u001b[2J\\n" + new string('y', 100_000) + "\"",
            StringComparison.Ordinal));
        File.Delete(home.Home.Ledger);
        await using var again = home.Open();
        await again.Environments.GetAsync(LocalHome.Environment, CancellationToken.None);

        var reason = Assert.Single(LocalHome.Jobs(again)).StatusReason ?? "";
        Assert.StartsWith("?[2J?yyy", reason, StringComparison.Ordinal);
        Assert.InRange(reason.Length, 1, 2100);
        var lines = await again.Runs.ReadLogAsync(job, 1, null, CancellationToken.None).ToListAsync();
        Assert.Equal("?[2Jcleared", lines[0].Message);
        Assert.All(lines, line => Assert.InRange(line.Message.Length, 1, 1 << 18));
        Assert.Equal(3 << 20, lines.Skip(1).Sum(line => line.Message.Length));
    }

    private static async Task ReplaceAsync(string path, string content, string other)
    {
        switch (content)
        {
            case "pipe":
                await PipeFile.MakeAsync(path);
                break;
            case "link":
                File.Move(path, path + ".real");
                File.CreateSymbolicLink(path, path + ".real");
                break;
            case "large":
                using (var file = File.OpenWrite(path)) file.SetLength(3L << 30);
                break;
            case "other":
                File.Copy(other, path, overwrite: true);
                break;
            default:
                await File.WriteAllTextAsync(path, content, new UTF8Encoding(false));
                break;
        }
    }
}
