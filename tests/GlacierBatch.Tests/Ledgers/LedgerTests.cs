using GlacierBatch.Core;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;
using GlacierBatch.Tests.Services;
using GlacierBatch.Tests.TestSupport;
using Microsoft.Data.Sqlite;
using Xunit;

namespace GlacierBatch.Tests.Ledgers;

/// <summary>Ledgers that are new, newer, damaged, deleted, shared or cannot be written.</summary>
public sealed class LedgerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private GlacierHome Home => new(_folder.File("home"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_ledger_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        using (var ledger = new Ledger(Home)) ledger.Environments.Save("a", "/b");
        Execute("PRAGMA user_version = 99; CREATE TABLE of_the_future (x);");
        using var older = new Ledger(Home);
        Assert.Equal("LedgerTooNew", Assert.Throws<GlacierBatchException>(() => older.Environments.Names()).ErrorId);
        Assert.Equal("LedgerTooNew", Assert.Throws<GlacierBatchException>(() => older.Environments.Save("c", "/d")).ErrorId);
        Assert.Equal(99L, Execute("PRAGMA user_version"));
        Assert.Equal(1L, Execute("SELECT count(*) FROM environments"));
    }

    /// <summary>Statements are kept for the next call: neither values nor rows of the last one may show there.</summary>
    [Fact]
    public void A_statement_that_is_used_again_knows_nothing_of_the_last_time()
    {
        using var ledger = new Ledger(Home);
        const string sql = "SELECT @value, count(*) FROM environments";
        string? Read(SqliteConnection connection, params (string, object?)[] values)
        {
            using var command = connection.Prepare(sql, values);
            using var rows = command.ExecuteReader();
            Assert.True(rows.Read());
            return rows.TextOrNull(0);
        }

        Assert.Equal("a", ledger.Read(connection => Read(connection, ("@value", "a"))));
        Assert.Null(ledger.Read(connection => Read(connection, ("@value", null))));
        Assert.Throws<InvalidOperationException>(() => ledger.Read(connection => Read(connection)));
        Assert.Equal(("b", "c"), ledger.Read(connection =>
        {
            // The same one twice at a time, the outer one in the middle of its rows.
            using var outer = connection.Prepare(sql, ("@value", "b"));
            using var rows = outer.ExecuteReader();
            Assert.True(rows.Read());
            var inner = Read(connection, ("@value", "c"));
            return (rows.TextOrNull(0), inner);
        }));

        // Within a transaction, and without one again.
        ledger.Write(transaction => transaction.Execute("DELETE FROM environments WHERE @value = 1", ("@value", 1)));
        ledger.Environments.Save("a", "/b");
        Assert.Equal(["a"], ledger.Environments.Names());
    }

    [Fact]
    public async Task Processes_that_make_the_ledger_at_once_all_find_it_whole()
    {
        var processes = Enumerable.Range(0, 4).Select(_ => TestChild.Start("open-ledger", Home.Path)).ToList();
        try
        {
            foreach (var process in processes) await process.WaitForAsync("ready");
            foreach (var process in processes) await process.GoAsync();
            foreach (var process in processes) Assert.Equal("runs 0", await process.ReadLineAsync());
        }
        finally
        {
            processes.ForEach(process => process.Dispose());
        }

        using var ledger = new Ledger(Home);
        ledger.Environments.Save("a", "/b");
        Assert.Equal(["a"], ledger.Environments.Names());
    }

    [Theory]
    [InlineData("this is no database, and long enough to be read as one: .............................................................")]
    [InlineData("SQLite format 3\0 and then nothing that fits")]
    public void A_ledger_that_is_no_database_is_one_sentence(string content)
    {
        Directory.CreateDirectory(Home.Path);
        File.WriteAllText(Home.Ledger, content);
        using var ledger = new Ledger(Home);
        RequireSentence(Assert.Throws<GlacierBatchException>(() => ledger.Environments.Names()));
        Assert.Equal(content, File.ReadAllText(Home.Ledger));
    }

    [Fact]
    public async Task A_ledger_damaged_inside_is_one_sentence_and_deleting_it_mends_it()
    {
        using var home = await LocalHome.CreateAsync();
        await using (var client = home.Open())
        {
            await LocalHome.SubmitAsync(client, regions: 3, days: 30, start: false);
        }

        SqliteConnection.ClearAllPools();
        File.Delete(home.Home.Ledger + "-wal");
        var bytes = await File.ReadAllBytesAsync(home.Home.Ledger);
        Array.Fill(bytes, (byte)0xAA, 4096, bytes.Length - 4096);
        await File.WriteAllBytesAsync(home.Home.Ledger, bytes);
        await using (var client = home.Open())
        {
            RequireSentence(Assert.Throws<GlacierBatchException>(() => LocalHome.Jobs(client)));
            RequireSentence(Assert.Throws<GlacierBatchException>(() => client.Environments.Names()));
        }

        SqliteConnection.ClearAllPools();
        File.Delete(home.Home.Ledger);
        await using var mended = home.Open();
        await mended.Environments.GetAsync(LocalHome.Environment, CancellationToken.None);
        Assert.Equal(90, LocalHome.Jobs(mended).Count);
    }

    [Fact]
    public async Task A_deleted_ledger_is_made_again_with_results_and_what_was_not_done_runs_again()
    {
        using var home = await LocalHome.CreateAsync(gated: true);
        IReadOnlyList<Job> before;
        await using (var client = home.Open())
        {
            await LocalHome.SubmitAsync(client, regions: 1, days: 2, start: false);
            using (var session = home.OpenElsewhere())
            {
                await session.WaitForAsync("ready");
                await session.GoAsync();
                await home.BegunAsync(2);
                await session.KillAsync();
            }

            home.OpenGate();
            await LocalHome.WaitAsync(client);
            await LocalHome.SubmitAsync(client, regions: 2, start: false, run: "second");
            before = LocalHome.Jobs(client);
        }

        File.Delete(home.Home.Ledger);
        await using var again = home.Open();
        Assert.Equal([LocalHome.Environment], again.Environments.Names());
        await again.Environments.GetAsync(LocalHome.Environment, CancellationToken.None);
        var after = LocalHome.Jobs(again);
        Assert.Equal(before.Select(job => job.JobId).Order(), after.Select(job => job.JobId).Order());
        foreach (var job in after)
        {
            var was = before.Single(known => known.JobId == job.JobId);
            Assert.Equal((was.Status, was.Outcome, was.ExitCode), (job.Status, job.Outcome, job.ExitCode));
        }

        Assert.Equal(2, after.Count(job => job.Status == JobStatus.SUBMITTED));
        await LocalHome.WaitAsync(again);
        await home.RequireAllDoneAsync(again);
    }

    [Fact]
    public async Task A_log_that_a_killed_attempt_left_does_not_cost_a_new_attempt_after_the_ledger_was_deleted()
    {
        using var home = await LocalHome.CreateAsync(gated: true,
            environment: new EnvironmentSettings { MaxAttempts = 1 });
        await using (var client = home.Open())
        {
            await LocalHome.SubmitAsync(client, start: false);
            using var session = home.OpenElsewhere();
            await session.WaitForAsync("ready");
            await session.GoAsync();
            await home.BegunAsync();
            await session.KillAsync();
        }

        foreach (var orphan in home.Scripts()) System.Diagnostics.Process.GetProcessById(orphan).Kill();
        Directory.Delete(home.Home.Scratch(LocalHome.Environment), recursive: true);
        File.Delete(home.Home.Ledger);
        home.OpenGate();
        await using var again = home.Open();
        await again.Environments.GetAsync(LocalHome.Environment, CancellationToken.None);
        await LocalHome.WaitAsync(again);
        await home.RequireAllDoneAsync(again);
    }

    [Fact]
    public async Task The_stamps_of_changes_only_grow_though_the_newest_jobs_were_removed()
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        var kept = Assert.Single(await LocalHome.SubmitAsync(client, start: false));
        await client.Environments.CreateAsync(
            "other", new EnvironmentSettings { Workload = home.Workload }, Assert.Fail, CancellationToken.None);
        await LocalHome.SubmitAsync(client, regions: 3, start: false, environment: "other");
        using var ledger = new Ledger(home.Home);
        var (_, before) = ledger.Jobs.ReadChanges(-1);

        ledger.Environments.Remove("other");
        ledger.Leases.Enqueue([kept.Reference]);
        var (changes, after) = ledger.Jobs.ReadChanges(before);

        Assert.Equal((kept.JobId, JobStatus.RUNNABLE), (Assert.Single(changes).JobId, changes[0].Status));
        Assert.True(after > before, $"{after} is not after {before}.");
    }

    [Fact]
    public async Task Without_a_ledger_jobs_and_runs_of_all_default_buckets_are_listed_without_naming_an_environment()
    {
        using var host = new HostSession();
        var before = await host.RunAsync("""
            foreach ($name in 'one', 'two') {
                $null = New-GlacierBatchEnvironment $name -Workload $workload
                (Submit-GlacierJob 134_Arsuk, 018_snebrae -Satellite sentinel2 -Date1 2025-08-01 -Date2 2025-08-06 -MemoryMiB 256 `
                    -Environment $name -RunName "in-$name" -NoStart).JobId
            }
            """);
        var ledger = new GlacierHome(host.Variables["GLACIERBATCH_HOME"] ?? "").Ledger;

        File.Delete(ledger);
        var jobs = await host.RunAsync("(Get-GlacierJob).JobId");
        File.Delete(ledger);
        var runs = await host.RunAsync("Get-GlacierRun | ForEach-Object { \"$($_.Environment) $($_.RunName) $($_.Jobs)\" }");

        Assert.Equal(4, before.Count);
        Assert.Equal(before.Order(), jobs.Order());
        Assert.Equal(["one in-one 2", "two in-two 2"], runs.Order());
    }

    [Fact]
    public async Task Sessions_that_make_a_deleted_ledger_again_at_once_agree()
    {
        using var home = await LocalHome.CreateAsync();
        await using (var client = home.Open()) await LocalHome.SubmitAsync(client, regions: 3, days: 3, start: false);
        File.Delete(home.Home.Ledger);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var client = home.Open();
            await client.Environments.GetAsync(LocalHome.Environment, CancellationToken.None);
            Assert.Equal(9, LocalHome.Jobs(client).Count);
        })));
    }

    [Fact]
    public async Task On_a_shared_file_system_there_is_no_write_ahead_log_and_everything_else_is_as_ever()
    {
        using var home = await LocalHome.CreateAsync();
        SqliteConnection.ClearAllPools();
        using (var ledger = new Ledger(home.Home, isShared: _ => true))
        {
            Assert.Equal([LocalHome.Environment], ledger.Environments.Names());
            Assert.Equal("delete", ledger.Read(connection => connection.Prepare("PRAGMA journal_mode").ExecuteScalar()));
            ledger.Environments.Save("other", "/b");
            Assert.Empty(Directory.GetFiles(home.Home.Path, "ledger.db-*"));
        }

        using var local = new Ledger(home.Home);
        Assert.Equal(2, local.Environments.Names().Count);
        Assert.Equal("wal", local.Read(connection => connection.Prepare("PRAGMA journal_mode").ExecuteScalar()));
    }

    [Fact]
    public void The_disk_of_this_machine_is_not_shared_and_what_cannot_be_told_is()
    {
        Assert.False(SharedFileSystems.Holds(_folder.Path));
        Assert.True(SharedFileSystems.Holds("\0"));
    }

    [Fact]
    public void A_home_that_cannot_be_made_is_one_sentence()
    {
        File.WriteAllText(_folder.File("home"), "a file in the place of the folder");
        using var ledger = new Ledger(Home);
        RequireSentence(Assert.Throws<GlacierBatchException>(() => ledger.Environments.Names()));
    }

    [Fact]
    public async Task A_home_that_cannot_be_written_is_one_sentence_and_keeps_what_it_has()
    {
        using (var ledger = new Ledger(Home)) ledger.Environments.Save("a", "/b");
        SqliteConnection.ClearAllPools();
        await using (await SmallDisk.MountAsync(Home.Path, readOnly: true, copy: true))
        {
            using var ledger = new Ledger(Home);
            RequireSentence(Assert.Throws<GlacierBatchException>(() => ledger.Environments.Save("c", "/d")));
        }

        using var after = new Ledger(Home);
        Assert.Equal(["a"], after.Environments.Names());
    }

    [Fact]
    public async Task A_full_disk_under_the_ledger_is_one_sentence_and_half_a_run_is_none()
    {
        using var home = await LocalHome.CreateAsync();
        await using var disk = await SmallDisk.MountAsync(home.Home.Path, copy: true, kibibytes: 2048);
        await using var client = home.Open();
        File.WriteAllBytes(Path.Combine(home.Home.Path, "ballast"), new byte[disk.FreeBytes - (200 << 10)]);
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => LocalHome.SubmitAsync(client, regions: 3, days: 900, start: false));
        Assert.True(fault is IOException or GlacierBatchException { ErrorId: "LedgerNotAvailable" }, fault.ToString());
        Assert.Empty(LocalHome.Jobs(client));
        Assert.False(File.Exists(Path.Combine(home.Bucket, "runs/first/manifest.json")));

        File.Delete(Path.Combine(home.Home.Path, "ballast"));
        Assert.Equal(6, (await LocalHome.SubmitAsync(client, regions: 3, days: 2, start: false)).Count);
    }

    private void RequireSentence(GlacierBatchException fault)
    {
        Assert.Equal("LedgerNotAvailable", fault.ErrorId);
        Assert.Contains("ledger.db cannot be ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("GLACIERBATCH_HOME", fault.Recommendation, StringComparison.Ordinal);
    }

    private object? Execute(string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Home.Ledger,
            Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
