using System.Collections.Concurrent;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Transfers;
using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Regions;

/// <summary>
/// An environment's catalogue: the one that its workload carries, so that the module and the scripts read the same regions.
/// </summary>
internal sealed class CatalogProvider(GlacierHome home)
{
    private readonly ConcurrentDictionary<string, RegionCatalog> _catalogs = new(StringComparer.Ordinal);

    /// <summary>The catalogue, fetched where this machine does not have it yet.</summary>
    /// <exception cref="GlacierBatchException">The environment has no workload, or its catalogue cannot be used.</exception>
    public async Task<RegionCatalog> GetAsync(GlacierEnvironment environment, CancellationToken cancellationToken)
    {
        var workload = environment.RequireWorkload();
        if (_catalogs.TryGetValue(workload.Revision, out var known)) return known;
        try
        {
            var cache = new WorkloadCache(environment.Store, new TransferEngine(environment.Store), home.Cache);
            var folder = await cache.FetchAsync(workload, cancellationToken);
            return _catalogs.GetOrAdd(workload.Revision, RegionCatalog.Read(Path.Combine(folder, WorkloadPublisher.CatalogPath)));
        }
        catch (WorkloadMissingException missing)
        {
            throw new GlacierBatchException(ErrorKind.NotFound, "WorkloadMissing", missing.Message,
                $"Publish the scripts again: Publish-GlacierWorkload -Environment {environment.Name} -Path <folder>.", environment.Name,
                missing);
        }
    }
}
