using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.TestProcess;

/// <summary>What another session does to the same home folder.</summary>
internal static class SessionVerbs
{
    private const string Environment = "test";

    /// <summary>Waits for every job there is, and says which has ended how.</summary>
    public static async Task<int> WaitAsync(string home)
    {
        await StartAsync();
        await using var client = new GlacierClient(new GlacierHome(home), TimeProvider.System);
        await WaitAsync(client, [.. await client.Runs.ReadAsync(new JobSelection { Environment = Environment }, CancellationToken.None)]);
        return 0;
    }

    /// <summary>Submits two regions for three days as a run of its own, then waits for every job there is.</summary>
    public static async Task<int> SubmitAsync(string home, string run)
    {
        await StartAsync();
        await using var client = new GlacierClient(new GlacierHome(home), TimeProvider.System);
        var environment = await client.Environments.GetAsync(Environment, CancellationToken.None);
        var plan = await client.Runs.PlanAsync(environment, new RunRequest
        {
            Regions = ["134_Arsuk", "140_CentralLindenow"],
            Satellites = [Satellite.Sentinel2],
            Window = new DateWindow(new DateOnly(2025, 8, 1), new DateOnly(2025, 8, 3)),
            Split = WindowSplit.Day,
            RunName = run,
            Overrides = new RunOverrides(MemoryMiB: 256),
        }, CancellationToken.None);
        await client.Runs.SubmitAsync(plan, start: true, CancellationToken.None);
        Console.WriteLine("submitted");
        await WaitAsync(client, [.. await client.Runs.ReadAsync(new JobSelection { Environment = Environment }, CancellationToken.None)]);
        return 0;
    }

    /// <summary>Opens the ledger for the first time.</summary>
    public static async Task<int> OpenLedgerAsync(string home)
    {
        await StartAsync();
        await using var client = new GlacierClient(new GlacierHome(home), TimeProvider.System);
        Console.WriteLine($"runs {(await client.Runs.ReadRunsAsync(null, CancellationToken.None)).Count}");
        return 0;
    }

    private static async Task WaitAsync(GlacierClient client, IReadOnlyList<Job> jobs)
    {
        Console.WriteLine("waiting");
        await foreach (var job in client.Runs.WaitAsync(jobs, null, TimeSpan.FromMilliseconds(100), _ => { }, CancellationToken.None))
        {
            Console.WriteLine($"{job.JobId} {job.Status}");
        }

        // A session that ends takes the scripts with it that it runs for others, so it stays until it is told.
        Console.WriteLine("done");
        await Console.In.ReadLineAsync();
    }

    private static async Task StartAsync()
    {
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
    }
}
