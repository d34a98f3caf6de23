using GlacierBatch.Contract.Processes;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Tests.TestSupport;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GlacierBatch.Tests.Running;

/// <summary>When a script hangs, and when it is only slow.</summary>
public sealed class ProgressWatchTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Nothing_at_all_for_so_long_is_a_stall_and_not_a_minute_earlier()
    {
        using var watch = Watch(Limit);
        Pass(14);
        Assert.False(watch.Stalled.IsCancellationRequested);
        Pass(2);
        Assert.True(watch.Stalled.IsCancellationRequested);
        Assert.Contains("no progress for 900 s", watch.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_is_progress()
    {
        using var watch = Watch(Limit);
        Pass(14);
        watch.SawLine();
        Pass(14);
        Assert.False(watch.Stalled.IsCancellationRequested);
        Pass(2);
        Assert.True(watch.Stalled.IsCancellationRequested);
    }

    [Fact]
    public void A_byte_written_anywhere_below_the_folder_is_progress()
    {
        using var watch = Watch(Limit);
        var folder = Directory.CreateDirectory(_folder.File("base/download")).FullName;
        Pass(10);
        File.WriteAllText(Path.Combine(folder, "tile.tif"), "1");
        Pass(10);
        File.AppendAllText(Path.Combine(folder, "tile.tif"), "2");
        Pass(14);
        Assert.False(watch.Stalled.IsCancellationRequested);
        Pass(2);
        Assert.True(watch.Stalled.IsCancellationRequested);
    }

    [Fact]
    public void Processor_time_is_progress()
    {
        using var watch = Watch(TimeSpan.FromSeconds(20));
        watch.Started(ProcessIdentity.Current);
        Compute();
        _time.Advance(TimeSpan.FromSeconds(2));
        for (var round = 0; round < 3; round++)
        {
            _time.Advance(TimeSpan.FromSeconds(16));
            Compute();
            _time.Advance(TimeSpan.FromSeconds(2));
            Assert.False(watch.Stalled.IsCancellationRequested);
        }
    }

    [Fact]
    public void Zero_is_never()
    {
        using var watch = Watch(TimeSpan.Zero);
        Pass(10_000);
        Assert.False(watch.Stalled.IsCancellationRequested);
    }

    [Fact]
    public async Task A_script_that_waits_for_a_server_for_ever_is_ended_to_be_tried_again()
    {
        using var bench = await RunnerBench.OfScriptAsync("print('waits', flush=True)\ntime.sleep(3600)", Satellite.Landsat);
        bench.Manifest = bench.Manifest with { NoProgressSeconds = 1 };
        var (result, _) = await bench.RunAsync();
        Assert.Equal((TaskOutcome.Upstream, ExitCodes.Transient), (result.Outcome, result.ExitCode));
        Assert.Contains("no progress for 1 s", result.Reason, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private ProgressWatch Watch(TimeSpan limit) => new(limit, _folder.Path, "no-such-mark", _time);

    private void Pass(int minutes)
    {
        for (var minute = 0; minute < minutes; minute++) _time.Advance(Step);
    }

    /// <summary>Takes processor time, however slow the machine is.</summary>
    private static void Compute()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        var until = self.TotalProcessorTime + TimeSpan.FromMilliseconds(100);
        while (self.TotalProcessorTime < until) self.Refresh();
    }
}
