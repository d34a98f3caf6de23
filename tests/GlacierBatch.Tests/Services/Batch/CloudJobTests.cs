using System.Text;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core;
using GlacierBatch.Core.Costs;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Runs.Failures;
using GlacierBatch.Core.Services.Batch.Images;
using GlacierBatch.Tests.Services.Batch.Images;
using GlacierBatch.Tests.Services.Batch.Logs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>What is told of jobs at AWS once the ledger knows their attempts: logs, causes and costs; and the image they run.</summary>
public sealed class CloudJobTests(MotoServer moto)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_log_that_the_runner_kept_comes_before_the_stream_and_the_stream_where_it_kept_none()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync("logs");
        var job = Assert.Single(await CloudHome.SubmitAsync(client));
        var stream = await CloudWatchLogTests.FillAsync(
            home.Proxy.Url, "us-east-1", CloudHome.Record.LogGroup ?? "", "1970-01-01T00:00:00.000Z run a", "b");
        using var ledger = new Ledger(home.HomeOf("logs"));
        AddAttempt(ledger, job, 1, "Host EC2 (instance i-0abc) terminated.", null, stream);
        AddAttempt(ledger, job, 2, null, 0, null);
        await home.Store().TryPutAsync(StoreLayout.Log(job.RunName, job.Task, 2),
            Encoding.UTF8.GetBytes("2025-08-01T10:00:00.000Z run kept\n"), PutCondition.Absent, Token);

        Assert.Equal(["a", "b"], await ReadAsync(client, job, 1, null));
        Assert.Equal(["b"], await ReadAsync(client, job, 1, 1));
        Assert.Equal(["kept"], await ReadAsync(client, job, 2, null));
        Assert.Empty(await ReadAsync(client, job, 3, null));
    }

    [Fact]
    public async Task The_log_of_an_attempt_that_runs_is_found_by_the_container_that_Batch_tells_of()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync();
        var job = (await CloudHome.SubmitAsync(client, regions: 2))[1];
        var stream = await CloudWatchLogTests.FillAsync(home.Proxy.Url, "us-east-1", CloudHome.Record.LogGroup ?? "", "running");
        home.World.Change(() =>
        {
            var child = home.World.Jobs[0].Children[job.Index];
            (child.Status, child.LogStream) = ("RUNNING", stream);
        });

        Assert.Equal(["running"], await ReadAsync(client, job, 1, null));
        Assert.Empty(await ReadAsync(client, job, 2, null));
    }

    [Fact]
    public async Task A_run_is_measured_with_a_bill_of_all_its_attempts()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync("costs");
        var jobs = await CloudHome.SubmitAsync(client, regions: 2);
        using var ledger = new Ledger(home.HomeOf("costs"));
        AddAttempt(ledger, jobs[0], 1, "Host EC2 (instance i-0abc) terminated.", null, null);
        AddAttempt(ledger, jobs[0], 2, "Essential container in task exited", 0, null);
        AddAttempt(ledger, jobs[1], 1, "Task failed to start", null, null, "CannotPullContainerError: manifest unknown");

        var measured = await client.Costs.MeasureAsync(
            CloudHome.Environment, "first", new MeasureOptions { Compare = CostTarget.Lambda }, Token);

        Assert.Equal(("Batch", "Spot", 1), (measured.Service.ToString(), measured.Compute, measured.SpotLosses));
        Assert.Equal(3 * 600 / 3600.0, measured.VCpuHours, 6);
        Assert.Contains(measured.Bill, line => line.Item.EndsWith("on Spot", StringComparison.Ordinal) && line.Usd > 0);
        Assert.Contains(measured.Bill, line => line.Item.Contains("EBS", StringComparison.Ordinal));
        Assert.Equal(measured.Bill.Sum(line => line.Usd), measured.BillUsd);
    }

    [Fact]
    public async Task Both_reasons_of_an_attempt_in_one_line_tell_the_cause()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync("causes");
        var job = Assert.Single(await CloudHome.SubmitAsync(client));
        using var ledger = new Ledger(home.HomeOf("causes"));
        var reason = FailureFacts.Combine("Task failed to start", "CannotPullContainerError: 403 Forbidden");
        ledger.Write(transaction => transaction.Execute(
            "UPDATE jobs SET status = 'FAILED', reason = @reason, changed = @changed",
            ("@reason", reason), ("@changed", transaction.NextChange())));

        var failed = await client.Runs.GetAsync(job.JobId, isFresh: false, Token);

        Assert.Equal(FailureCategory.Permission, failed.Category);
        Assert.Contains("ecr:BatchGetImage", failed.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_published_image_is_recorded_by_its_digest_for_the_next_runs()
    {
        using var registry = await LocalRegistry.StartAsync("podman");
        await using var home = await CloudHome.CreateAsync(moto, CloudHome.Record with { RepositoryUri = $"{registry.Host}/published" });
        await AwsCommandLine.RunAsync(
            await moto.UrlAsync(), "--region", "us-east-1", "ecr", "create-repository", "--repository-name", "published");
        await using var client = await home.OpenKnownAsync("images");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
        var environment = await client.Environments.GetAsync(CloudHome.Environment, Token);
        var told = new List<string>();

        var image = await client.Images.PublishAsync(
            environment, new ImageRequest { Folder = folder.Path, Engine = EngineKind.Podman }, line =>
            {
                lock (told) told.Add(line);
            }, Token);

        var digest = await registry.DigestAsync("published", image.Tag);
        Assert.Equal($"{registry.Host}/published@{digest}", (await client.Environments.GetAsync(CloudHome.Environment, Token)).Image);
        Assert.Equal(image.Image, $"{registry.Host}/published@{digest}");
        Assert.DoesNotContain(told, line => line.Contains(LocalRegistry.Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_environment_without_a_repository_and_one_whose_repository_changed_meanwhile_record_nothing()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync("others");
        var environment = await client.Environments.GetAsync(CloudHome.Environment, Token);

        var without = await Assert.ThrowsAsync<GlacierBatchException>(() => client.Images.PublishAsync(
            environment, new ImageRequest { Folder = RepositoryRoot.Path }, _ => { }, Token));
        var changed = await Assert.ThrowsAsync<GlacierBatchException>(() => client.Environments.SetImageAsync(
            environment, "somewhere/else", $"somewhere/else@sha256:{new string('b', 64)}", Token));

        Assert.Equal("DockerfileNotFound", without.ErrorId);
        Assert.Equal("EnvironmentChanged", changed.ErrorId);
        Assert.Equal(CloudHome.Record.Image, (await client.Environments.GetAsync(CloudHome.Environment, Token)).Image);
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(GlacierClient client, Job job, int attempt, int? tail)
    {
        var lines = new List<string>();
        await foreach (var line in client.Runs.ReadLogAsync(job, attempt, tail, Token)) lines.Add(line.Message);
        return lines;
    }

    /// <summary>An attempt of ten minutes, as the service told of it.</summary>
    private static void AddAttempt(
        Ledger ledger, Job job, int attempt, string? statusReason, int? exitCode, string? stream, string? reason = null)
    {
        var started = job.CreatedAt.AddMinutes(attempt * 20);
        ledger.Write(transaction => transaction.Execute(
            """
            INSERT INTO attempts (run, position, attempt, status_reason, reason, exit_code, log_stream, started, stopped)
            SELECT id, @position, @attempt, @statusReason, @reason, @exitCode, @stream, @started, @stopped FROM runs WHERE name = @run
            """,
            ("@position", job.Index), ("@attempt", attempt), ("@statusReason", statusReason), ("@reason", reason), ("@exitCode", exitCode),
            ("@stream", stream), ("@started", started.ToLedger()), ("@stopped", started.AddMinutes(10).ToLedger()), ("@run", job.RunName)));
    }
}
