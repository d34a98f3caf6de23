namespace GlacierBatch.Contract.Running;

/// <summary>
/// Publishes what a script has finished while it still runs, so that a machine that is taken away costs the scene at hand and not
/// all of them. What it takes for finished too early is published again by the last pass, which goes by size and time.
/// </summary>
internal sealed class EarlyPublisher(
    TaskAssignment assignment, string baseFolder, OutputPublisher publisher, PublishedFiles published, AttemptLog log, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, (FileStamp Stamp, long Since)> _seen = new(StringComparer.Ordinal);
    private string? _lastFault;

    /// <summary>Works until the script has ended.</summary>
    /// <param name="progressed">Told after something was published.</param>
    /// <param name="scriptEnded">That it has. What is under way is finished first.</param>
    /// <param name="cutOff">Gives up at once.</param>
    public async Task RunAsync(Func<Task> progressed, CancellationToken scriptEnded, CancellationToken cutOff)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, scriptEnded);
                if (await PublishFinishedAsync(cutOff)) await TryTellAsync(progressed);
            }
        }
        catch (OperationCanceledException) when (scriptEnded.IsCancellationRequested || cutOff.IsCancellationRequested)
        {
            // The last pass does the rest.
        }
    }

    private async Task<bool> PublishFinishedAsync(CancellationToken cutOff)
    {
        try
        {
            var files = await OutputCollector.CollectAsync(assignment.Task, baseFolder, cutOff);
            var ages = files.ToDictionary(file => file.Path, Age);
            var finished = FinishedFiles.OfRunning(assignment.Task.Satellite, files, file => ages[file.Path])
                .Where(file => OutputPublisher.IsWanted(assignment, file) && published.Find(file) is null);
            var sent = await Task.WhenAll(finished.Select(file => TryPublishAsync(file, cutOff)));
            return sent.Contains(true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Told(fault); // Files come and go.
        }
    }

    private async Task<bool> TryPublishAsync(CollectedFile file, CancellationToken cutOff)
    {
        try
        {
            await publisher.PublishAsync(assignment, file, published, cutOff);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Written again meanwhile, or the store may be back in time for the last pass, which does not forgive it.
            return Told(fault);
        }
    }

    private async Task TryTellAsync(Func<Task> progressed)
    {
        try
        {
            await progressed();
        }
        catch (IOException fault)
        {
            Told(fault);
        }
    }

    private bool Told(Exception fault)
    {
        if (Interlocked.Exchange(ref _lastFault, fault.Message) != fault.Message) log.Write("run", $"Not published yet: {fault.Message}");
        return false;
    }

    private TimeSpan? Age(CollectedFile file)
    {
        if (_seen.TryGetValue(file.Path, out var known) && known.Stamp == file.Stamp) return time.GetElapsedTime(known.Since);
        _seen[file.Path] = (file.Stamp, time.GetTimestamp());
        return null;
    }
}
