namespace GlacierBatch.PowerShell.Completion;

/// <summary>Completes names of environments.</summary>
public sealed class EnvironmentCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(System.Collections.IDictionary boundParameters, string typed) =>
        ModuleClient.Get().Environments.Names();
}
