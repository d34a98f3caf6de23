using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Outputs.Reading;

/// <summary>Everything that lies in the places of one region and satellite, in either folder structure: a few listings, no file is
/// opened.</summary>
internal sealed class RegionFiles
{
    private const string NewStructure = "clipped/";
    private const string DownloadFolder = "download/";

    private readonly Dictionary<string, StoredFile> _byKey;

    private RegionFiles(Dictionary<string, StoredFile> byKey) => _byKey = byKey;

    /// <summary>All files, by path in ordinal order.</summary>
    public IEnumerable<StoredFile> All => _byKey.Values.OrderBy(file => file.Path, StringComparer.Ordinal);

    /// <summary>Lists them.</summary>
    /// <param name="environment">Where they lie.</param>
    /// <param name="region">The region's name.</param>
    /// <param name="satellite">The imagery.</param>
    /// <param name="tiles">The Sentinel-2 tiles that cover the region, as far as they are known.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">The store cannot be listed.</exception>
    public static async Task<RegionFiles> ListAsync(
        GlacierEnvironment environment, string region, Satellite satellite, IReadOnlyList<string> tiles,
        CancellationToken cancellationToken)
    {
        var root = StoreLayout.Outputs(environment.BasePath, satellite);
        string[] places = satellite == Satellite.Landsat
            ? [$"{region}/", OutputLayout.TemplatePath(satellite, region), OutputLayout.SceneListPath(satellite, region)]
            : [$"{region}/", $"clipped/{region}/", $"metadata/individual_csv/{region}/", $"metadata/combined_csv/{region}.csv",
                $"template/{region}.tif"];
        var found = await Task.WhenAll(places.Select(place => ListAsync(environment, root, place, region, satellite, cancellationToken)));
        var files = found.SelectMany(files => files).ToDictionary(file => file.Entry.Key, StringComparer.Ordinal);
        if (files.Values.Any(file => file.Path.StartsWith(NewStructure, StringComparison.Ordinal)))
        {
            // The new structure has the raw tiles of all regions in one place; a tile's name tells where it lies.
            var marks = tiles.Select(tile => $"_T{tile}_").ToList();
            var raw = await ListAsync(environment, root, DownloadFolder, region, satellite, cancellationToken);
            foreach (var file in raw.Where(file => marks.Exists(mark => file.Path.Contains(mark, StringComparison.OrdinalIgnoreCase))))
                files.TryAdd(file.Entry.Key, file);
        }

        return new RegionFiles(files);
    }

    /// <summary>One by its key, or null.</summary>
    public StoredFile? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>Those of a kind.</summary>
    public IEnumerable<StoredFile> Of(OutputKind kind) => All.Where(file => file.Kind == kind);

    private static async Task<List<StoredFile>> ListAsync(
        GlacierEnvironment environment, string root, string place, string region, Satellite satellite, CancellationToken cancellationToken)
    {
        var files = new List<StoredFile>();
        await foreach (var entry in environment.Store.ListAsync(root + place, cancellationToken))
        {
            var path = entry.Key[root.Length..];
            var kind = OutputLayout.Classify(satellite, region, path);

            // The place of one file also begins the names of others, which are not this region's.
            if (place.EndsWith('/') || kind != OutputKind.Other) files.Add(new StoredFile(path, kind, entry));
        }

        return files;
    }
}
