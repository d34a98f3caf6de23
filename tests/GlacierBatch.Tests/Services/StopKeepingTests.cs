using GlacierBatch.Contract.Results;
using GlacierBatch.Core;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;
using Xunit;

namespace GlacierBatch.Tests.Services;

/// <summary>A job that was stopped before it began stays so, whatever becomes of the ledger.</summary>
public sealed class StopKeepingTests
{
    private const string Reason = "Wrong season.";

    [Fact]
    public async Task A_stop_before_the_beginning_outlives_the_ledger_and_the_others_run()
    {
        using var home = await LocalHome.CreateAsync();
        await StopFirstAsync(home);

        File.Delete(home.Home.Ledger);
        await using var again = home.Open();
        RequireFirstStopped(again);
        await LocalHome.WaitAsync(again);

        RequireFirstStopped(again);
        Assert.Equal(TaskOutcome.Done, LocalHome.Jobs(again)[1].Outcome);
        Assert.Equal(2, home.ReadMarks().Count);
        Assert.DoesNotContain(home.ReadMarks(), mark => mark.Contains(LocalHome.Jobs(again)[0].Region, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stop_before_the_beginning_outlives_its_environment_made_again()
    {
        using var home = await LocalHome.CreateAsync();
        await StopFirstAsync(home);

        await using (var client = home.Open())
        {
            var environment = await client.Environments.GetAsync(LocalHome.Environment, CancellationToken.None);
            await client.Environments.RemoveAsync(environment, CancellationToken.None);
            await client.Environments.CreateAsync(
                LocalHome.Environment, new EnvironmentSettings { Workload = home.Workload }, Assert.Fail, CancellationToken.None);
            RequireFirstStopped(client);
        }

        // Removing stopped the other one, which is kept as well.
        File.Delete(home.Home.Ledger);
        await using var again = home.Open();
        RequireFirstStopped(again);
        Assert.Equal((JobStatus.FAILED, TaskOutcome.Stopped), (LocalHome.Jobs(again)[1].Status, LocalHome.Jobs(again)[1].Outcome));
        await LocalHome.WaitAsync(again);
        Assert.Empty(home.ReadMarks());
    }

    private static async Task StopFirstAsync(LocalHome home)
    {
        await using var client = home.Open();
        var jobs = await LocalHome.SubmitAsync(client, regions: 2, start: false);
        await client.Runs.StopAsync([jobs[0]], Reason, CancellationToken.None);
        RequireFirstStopped(client);
    }

    private static void RequireFirstStopped(GlacierClient client)
    {
        var jobs = LocalHome.Jobs(client);
        Assert.Equal(2, jobs.Count);
        Assert.Equal((JobStatus.FAILED, TaskOutcome.Stopped, ExitCodes.Stopped, Reason),
            (jobs[0].Status, jobs[0].Outcome, jobs[0].ExitCode, jobs[0].StatusReason));
    }
}
