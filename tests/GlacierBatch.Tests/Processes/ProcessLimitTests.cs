using System.Diagnostics;
using GlacierBatch.Contract.Processes;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GlacierBatch.Tests.Processes;

/// <summary>Time and memory limits of a child process, and its measured peak.</summary>
public sealed class ProcessLimitTests(PythonScripts scripts) : IClassFixture<PythonScripts>
{
    private const long MiB = 1024 * 1024;

    [Fact]
    public async Task At_the_time_limit_a_script_may_still_clean_up()
    {
        var time = new FakeTimeProvider();
        var signs = new Signs();
        var run = PythonScripts.RunAsync(
            scripts.LinuxRequest("""
                import signal, sys, time
                def end(*_):
                    print("cleaned up")
                    sys.exit(3)
                signal.signal(signal.SIGTERM, end)
                print("ready")
                while True: signal.pause()
                """) with { Timeout = TimeSpan.FromHours(1) },
            time,
            signs.See);
        await signs.Seen("ready");
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(run.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));
        var (outcome, lines) = await run;
        Assert.Equal((ProcessEnd.TimedOut, 3), (outcome.End, outcome.ExitCode));
        Assert.Equal(TimeSpan.FromHours(1), outcome.Duration);
        Assert.Equal("cleaned up", lines[^1].Text);
    }

    [Fact]
    public async Task A_script_that_will_not_end_is_killed_after_the_grace()
    {
        var time = new FakeTimeProvider();
        var signs = new Signs();
        var run = PythonScripts.RunAsync(
            scripts.LinuxRequest("""
                import signal
                signal.signal(signal.SIGTERM, lambda *_: print("no"))
                print("ready")
                while True: signal.pause()
                """) with { Timeout = TimeSpan.FromMinutes(5), GracePeriod = TimeSpan.FromSeconds(30) },
            time,
            signs.See);
        await signs.Seen("ready");
        time.Advance(TimeSpan.FromMinutes(5));
        await signs.Seen("no");
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(run.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        var (outcome, _) = await run;
        Assert.Equal((ProcessEnd.TimedOut, 137), (outcome.End, outcome.ExitCode));
        Assert.Equal(TimeSpan.FromSeconds(330), outcome.Duration);
    }

    [Fact]
    public async Task A_stop_reaches_every_process_of_the_tree_once()
    {
        using var stop = new CancellationTokenSource();
        var signs = new Signs();
        var run = PythonScripts.RunAsync(
            scripts.LinuxRequest("""
                import os, signal, sys
                name = "parent"
                child = os.fork()
                if child == 0: name = "child"
                def end(*_):
                    os.write(1, f"{name} asked\n".encode())
                    if name == "parent": os.waitpid(child, 0)
                    os._exit(0)
                signal.signal(signal.SIGTERM, end)
                os.write(1, f"{name} ready\n".encode())
                while True: signal.pause()
                """),
            new FakeTimeProvider(),
            signs.See,
            stop.Token);
        await signs.Seen("parent ready");
        await signs.Seen("child ready");
        await stop.CancelAsync();
        var (outcome, lines) = await run;
        Assert.Equal((ProcessEnd.Stopped, 0), (outcome.End, outcome.ExitCode));
        var asked = lines.Select(l => l.Text).Where(t => t.EndsWith("asked", StringComparison.Ordinal));
        Assert.Equal(["child asked", "parent asked"], asked.Order());
    }

    [Fact]
    public async Task The_peak_is_that_of_the_whole_tree()
    {
        var time = new FakeTimeProvider();
        var signs = new Signs();
        using var stop = new CancellationTokenSource();
        var run = PythonScripts.RunAsync(
            scripts.LinuxRequest("""
                import os, signal
                os.fork()
                block = bytearray(os.urandom(1)) * (200 * 1024 * 1024)
                os.write(1, b"ready\n")
                signal.pause()
                """),
            time,
            signs.See,
            stop.Token);
        await signs.Seen("ready", 2);
        time.Advance(TimeSpan.FromMilliseconds(200));
        await stop.CancelAsync();
        var (outcome, _) = await run;
        Assert.InRange(outcome.PeakMemoryBytes, 400 * MiB, 460 * MiB);
    }

    [Fact]
    public async Task Shared_pages_of_forked_helpers_count_once()
    {
        var time = new FakeTimeProvider();
        var signs = new Signs();
        using var stop = new CancellationTokenSource();
        var run = PythonScripts.RunAsync(
            scripts.LinuxRequest("""
                import os, signal
                block = bytearray(os.urandom(1)) * (200 * 1024 * 1024)
                for i in range(3):
                    if os.fork() == 0: break
                os.write(1, b"ready\n")
                signal.pause()
                """) with { MemoryLimitBytes = 400 * MiB },
            time,
            signs.See,
            stop.Token);
        await signs.Seen("ready", 4);
        time.Advance(TimeSpan.FromMilliseconds(200));
        await stop.CancelAsync();
        var (outcome, _) = await run;
        Assert.Equal(ProcessEnd.Stopped, outcome.End);
        Assert.InRange(outcome.PeakMemoryBytes, 200 * MiB, 260 * MiB);
    }

    [Fact]
    public async Task A_peak_between_two_samples_is_the_kernels()
    {
        // The clock stands still, so that no sample is ever taken. A child is charged with what this test's own process has held.
        var size = Process.GetCurrentProcess().PeakWorkingSet64 + (400 * MiB);
        var (outcome, _) = await PythonScripts.RunAsync(
            scripts.LinuxRequest(FormattableString.Invariant($"block = bytearray(b'x') * {size}")), new FakeTimeProvider());
        Assert.InRange(outcome.PeakMemoryBytes, size, size + (60 * MiB));
    }

    [Fact]
    public async Task A_tree_above_its_memory_limit_is_killed_at_once()
    {
        var time = new FakeTimeProvider();
        var signs = new Signs();
        var run = PythonScripts.RunAsync(
            scripts.LinuxRequest("""
                import os, signal
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                os.fork()
                block = bytearray(os.urandom(1)) * (100 * 1024 * 1024)
                os.write(1, b"ready\n")
                while True: signal.pause()
                """) with { MemoryLimitBytes = 150 * MiB },
            time,
            signs.See);
        await signs.Seen("ready", 2);
        time.Advance(TimeSpan.FromMilliseconds(200));
        var (outcome, _) = await run;
        Assert.Equal((ProcessEnd.OutOfMemory, 137), (outcome.End, outcome.ExitCode));
        Assert.True(outcome.PeakMemoryBytes > 200 * MiB);
    }
}
