namespace GlacierBatch.Tests.Services.Batch;

/// <summary>
/// Plays AWS while a session waits for it: does something to each job as long as it waits, told its number; by default what its containers
/// would.
/// </summary>
internal sealed class WorldPlayer : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _playing;

    public WorldPlayer(CloudHome home, Action<int, WorldChild>? act = null) => _playing = Task.Run(async () =>
    {
        var worker = new TaskWorker(home.World, home.Store());
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!_ending.IsCancellationRequested)
        {
            if (act is null) await worker.RunAsync();
            else home.World.Change(() => Act(home.World, act));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _playing;
        _ending.Dispose();
    }

    private static void Act(BatchWorld world, Action<int, WorldChild> act)
    {
        foreach (var (number, job) in world.Jobs.Index())
        {
            foreach (var child in job.Children.Where(child => child.Status == "RUNNABLE")) act(number, child);
        }
    }
}
