using Xunit;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>Scripts in processes of the host; <c>$workload</c> is the sample.</summary>
internal sealed class HostSession : ScriptSession
{
    /// <inheritdoc/>
    public override async Task<HostResult> TryAsync(string script, params string[] arguments)
    {
        await using var process = Start(script, arguments);
        return await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Starts a script, for a test that does something to it meanwhile.</summary>
    public HostProcess Start(string script, params string[] arguments) =>
        HostProcess.Start(["-File", Write("$workload, $rest", script), ModuleSession.SampleWorkload, .. arguments], Variables, Folder);
}
