namespace GlacierBatch.Tests.Processes;

/// <summary>Lines that a test waits for.</summary>
internal sealed class Signs
{
    private readonly Lock _gate = new();
    private readonly List<string> _seen = [];
    private readonly List<(string Text, int Times, TaskCompletionSource Done)> _awaited = [];

    internal void See(string text)
    {
        lock (_gate)
        {
            _seen.Add(text);
            foreach (var (awaited, times, done) in _awaited)
            {
                if (_seen.Count(s => s == awaited) >= times) done.TrySetResult();
            }
        }
    }

    /// <summary>Completes when a line has come so many times.</summary>
    internal Task Seen(string text, int times = 1)
    {
        lock (_gate)
        {
            if (_seen.Count(s => s == text) >= times) return Task.CompletedTask;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((text, times, done));
            return done.Task;
        }
    }
}
