using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Host;

/// <summary>Ctrl-C and SIGTERM end the host and what it runs.</summary>
public sealed class HostSignalTests(TemporaryModule module) : IClassFixture<TemporaryModule>
{
    [Theory]
    [InlineData(HostProcess.Interrupt, 130)]
    [InlineData(HostProcess.Terminate, 143)]
    public async Task A_signal_stops_the_script_runs_its_finally_and_removes_the_module(int signal, int exitCode)
    {
        HostProcess.RequireSignals();
        var script = module.Write("endless.ps1", """
            try { [Console]::WriteLine('started'); while ($true) { } } finally { [Console]::WriteLine('cleaned up') }
            """);
        await using var host = HostProcess.Start(["-File", script], module.Environment);
        await host.WaitForLineAsync("started", TestContext.Current.CancellationToken);

        host.Signal(signal);
        var result = await host.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal("started\ncleaned up\nmodule removed\n", result.Output);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task A_second_signal_ends_what_the_first_could_not_stop()
    {
        HostProcess.RequireSignals();
        // The engine cannot interrupt a finally block, and this one tells when the first signal has come.
        var script = module.Write("stubborn.ps1", """
            try { [Console]::WriteLine('started'); while ($true) { } } finally { [Console]::WriteLine('stopping'); while ($true) { } }
            """);
        await using var host = HostProcess.Start(["-File", script], module.Environment);
        await host.WaitForLineAsync("started", TestContext.Current.CancellationToken);
        host.Signal(HostProcess.Interrupt);
        await host.WaitForLineAsync("stopping", TestContext.Current.CancellationToken);

        host.Signal(HostProcess.Interrupt);
        var result = await host.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(130, result.ExitCode);
    }
}
