using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Contract.Outputs;

/// <summary>
/// What the production scripts write where, below their base folder (R is a region):
/// sentinel2 <c>R/clipped</c>, <c>R/metadata/individual_csv</c>, <c>R/metadata/combined_csv/R.csv</c>, <c>R/template/R.tif</c>,
/// <c>R/download/year</c>, or turned round with <c>--folder_structure new</c>; landsat <c>R/*_ortho.tif</c> and <c>_reference/R*</c>.
/// </summary>
public static class OutputLayout
{
    private const int ScenePrefixLength = 37;

    /// <summary>What a file is, by its path below the base folder.</summary>
    public static OutputKind Classify(Satellite satellite, string region, string path)
    {
        var parts = path.Split('/');
        return satellite == Satellite.Landsat ? ClassifyLandsat(region, parts) : ClassifySentinel2(region, parts);
    }

    /// <summary>Whether tasks of one region overwrite each other's copy, so that it is published merged.</summary>
    public static bool IsShared(this OutputKind kind) =>
        kind is OutputKind.CombinedMetadata or OutputKind.QueryResults or OutputKind.Template;

    /// <summary>The column by which records of a shared CSV are known, or null for the first.</summary>
    public static string? KeyColumn(this OutputKind kind) => kind == OutputKind.QueryResults ? "id" : null;

    /// <summary>
    /// The scene that a raw tile belongs to, by the tile's path: the part of a Sentinel-2 product's name that names scenes.
    /// </summary>
    public static string SceneOfTile(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        return name[..Math.Min(name.Length, ScenePrefixLength)];
    }

    /// <summary>Where a script looks for the reference grid of a region.</summary>
    public static string TemplatePath(Satellite satellite, string region) =>
        satellite == Satellite.Landsat ? $"_reference/{region}.tif" : $"{region}/template/{region}.tif";

    /// <summary>The CSV that lists all scenes of a region.</summary>
    public static string SceneListPath(Satellite satellite, string region) => satellite == Satellite.Landsat
        ? $"_reference/{region}_stac_query_results.csv"
        : $"{region}/metadata/combined_csv/{region}.csv";

    private static OutputKind ClassifyLandsat(string region, string[] parts)
    {
        if (parts is ["_reference", var reference])
        {
            if (reference == region + ".tif") return OutputKind.Template;
            return reference == region + "_stac_query_results.csv" ? OutputKind.QueryResults : OutputKind.Other;
        }

        return parts is [var folder, var scene] && folder == region && IsTiff(scene) ? OutputKind.Scene : OutputKind.Other;
    }

    private static OutputKind ClassifySentinel2(string region, string[] parts)
    {
        if (parts.Contains("download")) return OutputKind.RawTile;

        // The two folder structures differ in where the region stands; without it, they are the same.
        var name = parts[^1];
        return parts[..^1].Where(part => part != region).ToArray() switch
        {
            ["clipped"] when IsTiff(name) => OutputKind.Scene,
            ["metadata", "individual_csv"] => OutputKind.SceneMetadata,
            ["metadata", "combined_csv"] when name == region + ".csv" => OutputKind.CombinedMetadata,
            ["template"] when name == region + ".tif" => OutputKind.Template,
            _ => OutputKind.Other,
        };
    }

    private static bool IsTiff(string name) => name.EndsWith(".tif", StringComparison.OrdinalIgnoreCase);
}
