using System.Text;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Core.Runs;
using GlacierBatch.Tests.Services;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Runs;

/// <summary>Buckets that hold what nobody of ours wrote, cannot be written, or are full: one sentence, and nothing is lost.</summary>
public sealed class BadBucketTests
{
    private const string ManifestKey = "runs/first/manifest.json";

    /// <summary>A member of the manifest, and what stands in its place.</summary>
    public static TheoryData<string, string> HostileManifests => new()
    {
        { "\"region\": \"134_Arsuk\"", "\"region\": \"../../outside\"" },
        { "\"name\": \"134_Arsuk\"", "\"name\": \"../../outside\"" },
        { "134_Arsuk", "/etc/outside" },
        { "134_Arsuk", "a\\nb" },
        { "134_Arsuk", new string('x', 300) },
        { "\"basePath\": \"1_download_merge_and_clip\"", "\"basePath\": \"../outside\"" },
        { "\"basePath\": \"1_download_merge_and_clip\"", "\"basePath\": \"/outside\"" },
        { "\"prefix\": \"scripts/", "\"prefix\": \"../scripts/" },
        { "\"satellite\": \"sentinel2\"", "\"satellite\": 7" },
        { "\"template\": \"Stored\"", "\"template\": 7" },
        { "\"tasks\": [", "\"tasks\": [ null," },
        { "\"regions\": [", "\"regions\": [ null," },
        { "\"timeoutSeconds\": 3600", "\"timeoutSeconds\": 2000000000" },
        { "\"memoryMiB\": 256", "\"memoryMiB\": -1" },
        { "\"memoryMiB\": 256", "\"memoryMiB\": \"much\"" },
        { "\"run\": \"first\"", "\"run\": \"second\"" },
        { "\"run\": \"first\"", "\"run\": \"..\"" },
        { "\"format\": 1", "\"format\": 2" },
        { "\"format\": 1", "\"format\": \"1\"" },
        { "\"start\": \"2025-08-01\"", "\"start\": \"2025-09-01\"" },
        { "\"start\": \"2025-08-01\"", "\"start\": \"soon\"" },
        { "}", "" },
    };

    [Theory]
    [MemberData(nameof(HostileManifests))]
    public async Task A_manifest_that_nobody_of_ours_wrote_is_a_bad_task_and_passed_over_by_a_new_ledger(string there, string instead)
    {
        using var home = await LocalHome.CreateAsync();
        await using (var client = home.Open())
        {
            await LocalHome.SubmitAsync(client, start: false);
            await LocalHome.SubmitAsync(client, start: false, run: "good");
            Edit(home, ManifestKey, text => text.Replace(there, instead, StringComparison.Ordinal));
            var jobs = await LocalHome.WaitAsync(client);
            var bad = jobs.Single(job => job.RunName == "first");
            Assert.Equal((JobStatus.FAILED, TaskOutcome.BadTask, ExitCodes.BadTask), (bad.Status, bad.Outcome, bad.ExitCode));
            Assert.False(string.IsNullOrEmpty(bad.StatusReason));
            Assert.Equal(TaskOutcome.Done, jobs.Single(job => job.RunName == "good").Outcome);
        }

        File.Delete(home.Home.Ledger);
        await using var again = home.Open();
        var warnings = new List<string>();
        await again.Environments.CreateAsync(LocalHome.Environment, new EnvironmentSettings { Bucket = home.Bucket }, warnings.Add,
            CancellationToken.None);
        Assert.Single(warnings);
        Assert.Equal("good", Assert.Single(LocalHome.Jobs(again)).RunName);
        Assert.Empty(Directory.EnumerateFiles(home.Home.Path, "*outside*", SearchOption.AllDirectories));
        Assert.False(Directory.Exists("/etc/outside"));
        await home.RequireAllDoneAsync(again);
    }

    [Fact]
    public async Task A_manifest_that_is_gone_or_a_link_fails_its_jobs_and_nobody_elses()
    {
        using var home = await LocalHome.CreateAsync(environment: new EnvironmentSettings { MaxAttempts = 1 });
        await using var client = home.Open();
        await LocalHome.SubmitAsync(client, start: false);
        await LocalHome.SubmitAsync(client, start: false, run: "linked");
        await LocalHome.SubmitAsync(client, start: false, run: "good");
        var linked = Path.Combine(home.Bucket, "runs/linked/manifest.json");
        File.Move(linked, linked + ".real");
        File.CreateSymbolicLink(linked, linked + ".real");
        File.Delete(Path.Combine(home.Bucket, ManifestKey));
        var jobs = await LocalHome.WaitAsync(client);
        Assert.Contains("is not in", jobs.Single(job => job.RunName == "first").StatusReason, StringComparison.Ordinal);
        Assert.Contains("symbolic link", jobs.Single(job => job.RunName == "linked").StatusReason, StringComparison.Ordinal);
        Assert.Equal(TaskOutcome.Done, jobs.Single(job => job.RunName == "good").Outcome);
    }

    [Fact]
    public async Task A_bucket_that_cannot_be_reached_for_a_moment_costs_an_attempt_and_no_job()
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        await LocalHome.SubmitAsync(client, start: false);
        var runs = Path.Combine(home.Bucket, "runs");
        Directory.Move(runs, runs + ".away");
        File.CreateSymbolicLink(runs, runs + ".away");
        var waiting = LocalHome.WaitAsync(client);
        await Eventually.TrueAsync(() => LocalHome.Jobs(client)[0] is { Status: JobStatus.RUNNABLE, StatusReason: not null });
        File.Delete(runs);
        Directory.Move(runs + ".away", runs);
        Assert.True(Assert.Single(await waiting).Attempts > 1);
        await home.RequireAllDoneAsync(client);
    }

    [Fact]
    public async Task A_record_cut_in_half_fails_its_job_is_no_proof_and_the_task_can_be_submitted_again()
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        var environment = await client.Environments.GetAsync(LocalHome.Environment, CancellationToken.None);
        await LocalHome.SubmitAsync(client);
        var job = Assert.Single(await LocalHome.WaitAsync(client));
        var key = StoreLayout.Result(job.RunName, job.Task);
        Edit(home, key, text => text[..(text.Length / 2)]);

        var verdict = await client.Outputs.VerifyAsync(job, CancellationToken.None);
        Assert.Contains(key, Assert.Single(verdict.Checks, check => check.Status == CheckStatus.Failed).Evidence, StringComparison.Ordinal);
        var plan = await client.Runs.PlanAsync(environment, Request("second") with { SkipCompleted = true }, CancellationToken.None);
        Assert.Empty(plan.Completed);
        await foreach (var _ in client.Runs.WaitAsync(
            [.. await client.Runs.SubmitAsync(plan, true, CancellationToken.None)], Eventually.Limit, Eventually.Limit, _ => { },
                CancellationToken.None))
        {
            // Until it has ended.
        }

        plan = await client.Runs.PlanAsync(environment, Request("third") with { SkipCompleted = true }, CancellationToken.None);
        Assert.Equal(job.JobName, Assert.Single(plan.Completed).Id);

        File.Delete(home.Home.Ledger);
        await using var again = home.Open();
        var warnings = new List<string>();
        await again.Environments.CreateAsync(LocalHome.Environment, new EnvironmentSettings(), warnings.Add, CancellationToken.None);
        Assert.Contains(key, Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Equal(2, LocalHome.Jobs(again).Count);
    }

    [Fact]
    public async Task A_record_that_names_files_outside_copies_nothing()
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        await LocalHome.SubmitAsync(client);
        var job = Assert.Single(await LocalHome.WaitAsync(client));
        Edit(home, StoreLayout.Result(job.RunName, job.Task), text => text.Replace(
            "\"key\": \"1_download_merge_and_clip/", "\"key\": \"1_download_merge_and_clip/../../../", StringComparison.Ordinal));
        using var target = new TemporaryFolder();
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var file in client.Outputs.SaveAsync(job, target.Path, false, null,
                CancellationToken.None)) Assert.Fail(file.ToString());
        });
        Assert.Empty(Directory.EnumerateFileSystemEntries(target.Path));
        Assert.Equal(CheckStatus.Failed, (await client.Outputs.VerifyAsync(job, CancellationToken.None)).Checks[0].Status);
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_bucket_is_refused_and_kept()
    {
        using var home = await LocalHome.CreateAsync();
        using var folder = new TemporaryFolder();
        var file = folder.File("bucket");
        await File.WriteAllTextAsync(file, "precious");
        await using var client = home.Open();
        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => client.Environments.CreateAsync(
            "other", new EnvironmentSettings { Bucket = file }, _ => { }, CancellationToken.None));
        Assert.Equal("BucketNotWritable", fault.ErrorId);
        Assert.Equal("precious", await File.ReadAllTextAsync(file));
        Assert.Equal([LocalHome.Environment], client.Environments.Names());
    }

    [Fact]
    public async Task A_bucket_on_a_disk_that_is_read_only_is_refused()
    {
        using var home = await LocalHome.CreateAsync();
        using var folder = new TemporaryFolder();
        await using var disk = await SmallDisk.MountAsync(folder.File("disk"), readOnly: true);
        await using var client = home.Open();
        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => client.Environments.CreateAsync(
            "other", new EnvironmentSettings { Bucket = folder.File("disk") }, _ => { }, CancellationToken.None));
        Assert.Equal("BucketNotWritable", fault.ErrorId);
        Assert.Equal([LocalHome.Environment], client.Environments.Names());
    }

    [Fact]
    public async Task A_bucket_that_is_full_while_publishing_loses_nothing_once_there_is_room()
    {
        using var folder = new TemporaryFolder();
        var bucket = folder.File("disk");
        await using var disk = await SmallDisk.MountAsync(bucket);
        using var home = await LocalHome.CreateAsync(gated: true, environment: new EnvironmentSettings { Bucket = bucket,
            MaxAttempts = 10 });
        await using var client = home.Open();
        await LocalHome.SubmitAsync(client, regions: 2);
        await home.BegunAsync(2);
        await File.WriteAllBytesAsync(Path.Combine(bucket, "ballast"), new byte[disk.FreeBytes - (64 << 10)]);
        home.OpenGate();
        var waiting = LocalHome.WaitAsync(client);
        await Eventually.TrueAsync(() => LocalHome.Jobs(client).All(job => job.StatusReason?.Contains("the disk is full",
            StringComparison.Ordinal) == true));
        Assert.Empty(Directory.Exists(Path.Combine(bucket, "runs/first/results")) ? Directory.GetFiles(Path.Combine(bucket,
            "runs/first/results")) : []);
        await disk.ResizeAsync(65536);
        await waiting;
        await home.RequireAllDoneAsync(client);
    }

    private static RunRequest Request(string run) => new()
    {
        Regions = ["134_Arsuk"],
        Satellites = [Contract.Tasks.Satellite.Sentinel2],
        Window = new Contract.Tasks.DateWindow(new DateOnly(2025, 8, 1), new DateOnly(2025, 8, 1)),
        RunName = run,
        Overrides = new RunOverrides(MemoryMiB: 256),
    };

    private static void Edit(LocalHome home, string key, Func<string, string> edit)
    {
        var path = Path.Combine(home.Bucket, key);
        var before = File.ReadAllText(path);
        var after = edit(before);
        Assert.NotEqual(before, after);
        File.WriteAllText(path, after, new UTF8Encoding(false));
    }
}
