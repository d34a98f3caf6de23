using System.Collections;

namespace GlacierBatch.PowerShell.Completion;

/// <summary>Completes names of runs, the newest first.</summary>
public sealed class RunCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IDictionary boundParameters, string typed)
    {
        using var patience = new CancellationTokenSource(Patience);
        var runs = ModuleClient.Get().Runs.ReadRunsAsync(EnvironmentOf(boundParameters), patience.Token).GetAwaiter().GetResult();
        return runs.Select(run => run.RunName).Reverse();
    }
}
