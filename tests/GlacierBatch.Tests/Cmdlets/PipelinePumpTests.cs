using GlacierBatch.PowerShell;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>What asynchronous work writes comes to the pipeline's thread, whenever the work ends.</summary>
public sealed class PipelinePumpTests
{
    [Fact]
    public void What_was_posted_by_work_that_has_ended_already_is_done()
    {
        var pump = new PipelinePump();
        var written = new List<int>();
        var work = PostFromElsewhere(pump, written);
        Assert.Empty(written);

        pump.Run(work, CancellationToken.None);

        Assert.Equal([1, 2, 3], written);
    }

    [Fact]
    public void What_was_posted_before_a_fault_is_done_before_the_fault_is_told()
    {
        var pump = new PipelinePump();
        var written = new List<int>();
        PostFromElsewhere(pump, written);

        Assert.Throws<IOException>(() => pump.Run(Task.FromException(new IOException("full")), CancellationToken.None));

        Assert.Equal([1, 2, 3], written);
    }

    [Fact]
    public async Task What_is_posted_while_the_work_runs_is_done_in_the_order_of_the_calls()
    {
        var written = new List<int>();
        var thread = new TaskCompletionSource<(int Pump, int Action)>();
        await Task.Factory.StartNew(
            () =>
            {
                var (pump, here) = (new PipelinePump(), Environment.CurrentManagedThreadId);
                pump.Run(
                    Task.Run(() =>
                    {
                        for (var i = 0; i < 1000; i++)
                        {
                            var number = i;
                            pump.Post(() => written.Add(number));
                        }

                        pump.Post(() => thread.SetResult((here, Environment.CurrentManagedThreadId)));
                    }),
                    CancellationToken.None);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var (ran, acted) = await thread.Task;
        Assert.Equal(ran, acted);
        Assert.Equal(Enumerable.Range(0, 1000), written);
    }

    [Fact]
    public async Task A_stop_ends_the_wait_for_work_that_does_not_end_and_what_it_posts_later_is_dropped()
    {
        using var stop = new CancellationTokenSource();
        var (written, pumps) = (new List<int>(), new TaskCompletionSource<PipelinePump>());
        var running = Task.Factory.StartNew(
            () =>
            {
                var pump = new PipelinePump();
                pumps.SetResult(pump);
                pump.Run(new TaskCompletionSource().Task, stop.Token);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var stopped = await pumps.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Task.Run(() => stopped.Post(() => written.Add(1)));
        Assert.Empty(written);
    }

    private static Task PostFromElsewhere(PipelinePump pump, List<int> written)
    {
        var thread = new Thread(() =>
        {
            for (var i = 1; i <= 3; i++)
            {
                var number = i;
                pump.Post(() => written.Add(number));
            }
        });
        thread.Start();
        thread.Join();
        return Task.CompletedTask;
    }
}
