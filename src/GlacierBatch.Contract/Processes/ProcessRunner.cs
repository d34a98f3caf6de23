using GlacierBatch.Contract.Results;

namespace GlacierBatch.Contract.Processes;

/// <summary>
/// Runs one child process under a time limit, a memory limit and a stop signal, and leaves nothing of it behind.
/// </summary>
/// <remarks>
/// On Linux the child leads a session of its own: Ctrl-C in the terminal reaches us and not it, so whoever is to stop it uses the stop
/// signal. On macOS it shares the terminal's process group. On Windows it is in a job object, which ends with this process, and cannot be
/// asked to end: there, a stop kills.
/// </remarks>
/// <param name="time">The clock of time limits and samples.</param>
public sealed class ProcessRunner(TimeProvider time)
{
    /// <summary>Longer waits do not fit into a timer.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(45);

    /// <summary>Runs a process to its end.</summary>
    /// <remarks>
    /// At the time limit and at a stop, SIGTERM goes to every process of the tree, and SIGKILL to those left after the grace period. When
    /// the memory limit is exceeded, and when the main process ends and leaves others behind, SIGKILL comes at once, as in a container.
    /// The standard input is empty. If the signal to stop is there already, nothing is started.
    /// </remarks>
    /// <param name="request">What to run, and the limits.</param>
    /// <param name="started">Is told, once and before any output, which process it is.</param>
    /// <param name="output">Is given the lines, one at a time. What it throws ends the process, and is thrown on.</param>
    /// <param name="stop">The signal to stop; the outcome is then <see cref="ProcessEnd.Stopped"/>, and nothing is thrown.</param>
    /// <exception cref="FileNotFoundException">There is no such program.</exception>
    /// <exception cref="IOException">It could not be started; the message says why.</exception>
    /// <exception cref="ArgumentException">The request cannot be carried out as it is written.</exception>
    public async Task<ProcessOutcome> RunAsync(
        ProcessRequest request, Action<ProcessIdentity> started, Action<OutputLine> output, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(started);
        ArgumentNullException.ThrowIfNull(output);
        Require(request);
        if (stop.IsCancellationRequested) return new ProcessOutcome(ProcessEnd.Stopped, ExitCodes.Stopped, TimeSpan.Zero, 0);

        var begin = time.GetTimestamp();
        using var child = ChildProcess.Start(request);
        using var over = new CancellationTokenSource();
        using var pump = new OutputPump(time, output);
        using var memory = new MemoryWatch(time, child.MeasureMemory, request.MemoryLimitBytes);
        var timeout = Task.Delay(request.Timeout, time, over.Token);
        ProcessEnd end;
        try
        {
            started(child.Identity);
            pump.Start(child.Output, child.Errors);
            end = await AwaitEndAsync(child, timeout, memory.Exceeded, pump.Failed, stop);
            if (end is ProcessEnd.TimedOut or ProcessEnd.Stopped)
            {
                // The grace begins before anyone is asked, so that an answer never comes before it.
                var grace = Task.Delay(request.GracePeriod, time, over.Token);
                await Task.WhenAny(child.AskToEnd(over.Token), grace, memory.Exceeded, pump.Failed);
            }
        }
        finally
        {
            await child.KillAsync();
            await over.CancelAsync();
            memory.Dispose();
        }

        // Unreaped until here, so that its id meant it and nobody else.
        var (exitCode, recordedPeak) = child.Reap();
        await pump.FinishAsync();
        return new ProcessOutcome(end, exitCode, time.GetElapsedTime(begin), Math.Max(memory.PeakBytes, recordedPeak));
    }

    private static async Task<ProcessEnd> AwaitEndAsync(
        ChildProcess child, Task timeout, Task memory, Task failure, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(stopped.SetResult);
        await Task.WhenAny(child.Exited, memory, stopped.Task, timeout, failure);
        return child.Exited.IsCompleted ? ProcessEnd.Exited
            : memory.IsCompleted ? ProcessEnd.OutOfMemory
            : stopped.Task.IsCompleted ? ProcessEnd.Stopped
            : timeout.IsCompleted ? ProcessEnd.TimedOut
            : ProcessEnd.Exited;
    }

    private static void Require(ProcessRequest request)
    {
        RequireWait(request.Timeout, nameof(request.Timeout));
        RequireWait(request.GracePeriod, nameof(request.GracePeriod));
        if (request.MemoryLimitBytes <= 0) throw Fault("the memory limit is not above 0");
        if (request.Mark.Length == 0) throw Fault("the mark is empty");
        if (request.FileName.Length == 0) throw Fault("the program's name is empty");
        var texts = request.Arguments
            .Concat(request.Environment.Select(v => v.Value ?? ""))
            .Concat(request.Environment.Keys)
            .Append(request.Mark)
            .Append(request.FileName)
            .Append(request.WorkingDirectory);
        if (texts.Any(text => text.Contains('\0'))) throw Fault("one of its texts has a zero character, which no program can be given");
        var name = request.Environment.Keys.FirstOrDefault(key => key.Length == 0 || key.Contains('='));
        if (name is not null) throw Fault($"'{name}' cannot name an environment variable");
        return;

        ArgumentException Fault(string fault) => new($"'{request.FileName}' cannot be run: {fault}.", nameof(request));

        void RequireWait(TimeSpan wait, string which)
        {
            if (wait == Timeout.InfiniteTimeSpan) return;
            if (wait < TimeSpan.Zero || wait > LongestWait) throw Fault($"{which} is not between 0 and {LongestWait.TotalDays} days");
        }
    }
}
