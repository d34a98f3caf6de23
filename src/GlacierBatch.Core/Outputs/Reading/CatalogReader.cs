using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Regions;

namespace GlacierBatch.Core.Outputs.Reading;

/// <summary>Reads the catalogue that an environment's scripts carry.</summary>
internal delegate Task<RegionCatalog> CatalogReader(GlacierEnvironment environment, CancellationToken cancellationToken);
