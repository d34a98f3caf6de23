using System.Collections;

namespace GlacierBatch.PowerShell.Completion;

/// <summary>Completes names of runs, the newest first.</summary>
public sealed class RunCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IDictionary boundParameters) =>
        ModuleClient.Get().Runs.ReadRuns(EnvironmentOf(boundParameters), null).Select(run => run.RunName).Reverse();
}
