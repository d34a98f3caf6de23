using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Core.Services.Batch.Submission;
using GlacierBatch.Tests.TestSupport;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>AWS Batch takes fifty submissions a second from an account.</summary>
public sealed class SubmissionPaceTests(MotoServer moto)
{
    private const int Submissions = 100;

    [Fact]
    public async Task In_no_second_are_there_more_than_fifty_turns()
    {
        var time = new FakeTimeProvider();
        var pace = new SubmissionPace(time);
        var turns = new List<DateTimeOffset>();
        async Task TakeAsync()
        {
            await pace.TakeTurnAsync(default);
            lock (turns) turns.Add(time.GetUtcNow());
        }

        var all = Task.WhenAll(Enumerable.Range(0, 120).Select(_ => TakeAsync()));
        for (var step = 0; step < 240; step++) time.Advance(TimeSpan.FromMilliseconds(10));
        await all;

        Assert.All(turns, first => Assert.InRange(turns.Count(turn => turn >= first && turn < first + TimeSpan.FromSeconds(1)), 1, 50));

        // A pause saves nothing up.
        time.Advance(TimeSpan.FromMinutes(1));
        var next = Enumerable.Range(0, 3).Select(_ => pace.TakeTurnAsync(default)).ToList();
        Assert.Equal([true, false, false], next.Select(turn => turn.IsCompleted));
        time.Advance(TimeSpan.FromMilliseconds(40));
        await Task.WhenAll(next);
    }

    [Fact]
    public async Task Each_submission_of_a_run_takes_its_turn()
    {
        // A definition of others makes each task a submission by itself.
        var record = CloudHome.Record with
        {
            StackName = null, JobDefinition = "glacier-job:4", Image = null,
            Queues = new Dictionary<PurchaseOption, string> { [PurchaseOption.Spot] = "glacier-queue" },
        };
        await using var home = await CloudHome.CreateAsync(moto, record);
        await using var client = await home.OpenKnownAsync();
        var plan = await CloudHome.PlanAsync(client, days: Submissions);
        var began = TimeProvider.System.GetTimestamp();

        await client.Runs.SubmitAsync(plan, start: true, default);

        // However slow a machine is, it is never quicker than this.
        Assert.Equal(Submissions, home.World.Jobs.Count);
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= (Submissions - 1) * TimeSpan.FromMilliseconds(20));
    }
}
