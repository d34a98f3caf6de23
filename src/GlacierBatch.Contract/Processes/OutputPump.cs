namespace GlacierBatch.Contract.Processes;

/// <summary>Reads both outputs of a process, and hands on one line at a time.</summary>
internal sealed class OutputPump(TimeProvider time, Action<OutputLine> output) : IDisposable
{
    /// <summary>How long nothing may come, once the tree is ended, from somebody who kept an output open and could not be found.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;
    private long _reads;
    private int _busy;

    /// <summary>Completes when a line could not be handed on: whoever takes the lines has thrown.</summary>
    internal Task Failed => _failed.Task;

    /// <summary>Begins to read.</summary>
    internal void Start(Stream standardOutput, Stream standardError) =>
        _reading = Task.WhenAll(ReadAsync(standardOutput, isError: false), ReadAsync(standardError, isError: true));

    /// <summary>Completes when all that the ended tree has written is handed on; throws what the taker of the lines has thrown.</summary>
    internal async Task FinishAsync()
    {
        using var over = new CancellationTokenSource();
        while (!_reading.IsCompleted)
        {
            var before = Interlocked.Read(ref _reads);
            if (await Task.WhenAny(_reading, Task.Delay(Silence, time, over.Token)) == _reading) break;
            if (Volatile.Read(ref _busy) == 0 && Interlocked.Read(ref _reads) == before) await _abandon.CancelAsync();
        }

        await over.CancelAsync();
        await _reading;
    }

    public void Dispose() => _abandon.Dispose();

    private async Task ReadAsync(Stream stream, bool isError)
    {
        var buffer = new byte[4096];
        var lines = new LineSplitter(text => HandOn(new OutputLine(isError, text)));
        try
        {
            while (await ReadSomeAsync(stream, buffer) is > 0 and var count) HandOn(lines, buffer.AsSpan(0, count));
            lines.Finish();
        }
        catch
        {
            _failed.TrySetResult();
            throw;
        }
    }

    /// <summary>The number of bytes read; 0 at the end, or where no more is waited for.</summary>
    private async Task<int> ReadSomeAsync(Stream stream, Memory<byte> buffer)
    {
        try
        {
            return await stream.ReadAsync(buffer, _abandon.Token);
        }
        catch (OperationCanceledException) when (_abandon.IsCancellationRequested)
        {
            return 0;
        }
    }

    private void HandOn(LineSplitter lines, ReadOnlySpan<byte> bytes)
    {
        Interlocked.Increment(ref _reads);
        Interlocked.Increment(ref _busy);
        try
        {
            lines.Add(bytes);
        }
        finally
        {
            Interlocked.Decrement(ref _busy);
        }
    }

    private void HandOn(OutputLine line)
    {
        lock (_gate)
        {
            output(line);
        }
    }
}
