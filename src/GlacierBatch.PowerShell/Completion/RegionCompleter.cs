using System.Collections;

namespace GlacierBatch.PowerShell.Completion;

/// <summary>Completes names of regions, from the environment on the command line or the only one there is.</summary>
public sealed class RegionCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IDictionary boundParameters, string typed)
    {
        using var patience = new CancellationTokenSource(Patience);
        var environments = ModuleClient.Get().Environments;
        var environment = environments.GetAsync(EnvironmentOf(boundParameters), patience.Token).GetAwaiter().GetResult();
        return environments.GetCatalogAsync(environment, patience.Token).GetAwaiter().GetResult().Regions.Select(region => region.Name);
    }
}
