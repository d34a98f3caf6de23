using System.Collections.Concurrent;
using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Core.Services.Local;

/// <summary>Manifests never change, and have up to tens of thousands of tasks: each is read once.</summary>
internal sealed class ManifestCache(IObjectStore store)
{
    private readonly ConcurrentDictionary<string, RunManifest> _manifests = new(StringComparer.Ordinal);

    /// <summary>A run's manifest.</summary>
    /// <exception cref="InvalidDataException">It is not there, damaged, or holds what cannot be used.</exception>
    public async Task<RunManifest> GetAsync(string run, CancellationToken cancellationToken)
    {
        if (_manifests.TryGetValue(run, out var known)) return known;
        var key = StoreLayout.Manifest(run);
        var document = await store.GetAsync(key, cancellationToken)
            ?? throw new InvalidDataException($"The run manifest {key} is not in {store.Location}.");
        var manifest = Documents.Read(document.Content, ContractJson.Default.RunManifest, RunManifest.CurrentFormat, key).Validated(run);
        return _manifests.GetOrAdd(run, manifest);
    }
}
