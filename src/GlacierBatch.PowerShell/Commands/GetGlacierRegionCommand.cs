using System.Management.Automation;
using GlacierBatch.Core.Regions;
using GlacierBatch.PowerShell.Arguments;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Reads the region catalogue.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierRegion", DefaultParameterSetName = EnvironmentSet)]
[OutputType(typeof(CatalogRegion))]
public sealed class GetGlacierRegionCommand : AsyncCmdlet
{
    private const string EnvironmentSet = "Environment";
    private const string CatalogSet = "Catalog";

    /// <summary>Names, also with wildcards.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Positions in the catalogue, from 0, the end not included: 0:25, :5, 190:, 7.</summary>
    [Parameter]
    public string[]? Index { get; set; }

    /// <summary>The least area, in km2.</summary>
    [Parameter]
    public double? MinArea { get; set; }

    /// <summary>The area that a region must stay below, in km2.</summary>
    [Parameter]
    public double? MaxArea { get; set; }

    /// <summary>The environment whose workload carries the catalogue; by default the only one there is.</summary>
    [Parameter(ParameterSetName = EnvironmentSet, ValueFromPipeline = true)]
    [NamesOf("Name", "Environment")]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[]? Environment { get; set; }

    /// <summary>A catalogue (GeoPackage) to read instead.</summary>
    [Parameter(ParameterSetName = CatalogSet, Mandatory = true)]
    public string? Catalog { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var query = new RegionQuery
        {
            Names = Name,
            Index = Index?.Select(IndexRange.Parse).ToList(),
            MinAreaKm2 = MinArea,
            MaxAreaKm2 = MaxArea,
        };
        if (Catalog is not null)
        {
            foreach (var region in CatalogRegion.Select(RegionCatalog.Read(Resolve(Catalog)), query)) Emit(region);
            return;
        }

        var environments = ModuleClient.Get().Environments;
        foreach (var name in Environment ?? [null!])
        {
            var environment = await environments.GetAsync(name, cancellationToken);
            var catalog = await environments.GetCatalogAsync(environment, cancellationToken);
            foreach (var region in CatalogRegion.Select(catalog, query with { Environment = environment.Name })) Emit(region);
        }
    }
}
