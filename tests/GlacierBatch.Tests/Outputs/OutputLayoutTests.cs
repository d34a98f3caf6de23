using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Outputs;

/// <summary>Files that the scripts write are known by their paths, in both of their folder structures.</summary>
public sealed class OutputLayoutTests
{
    [Fact]
    public void Every_file_that_production_wrote_is_known_by_its_path()
    {
        var root = SharedData.ProductionOutputs();
        var kinds = new Dictionary<(Satellite, OutputKind), int>();
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            var parts = Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar);
            var satellite = SatelliteNames.Parse(parts[0]);
            Assert.NotNull(satellite);
            var region = parts[1] == "_reference" ? parts[2].Replace("_stac_query_results.csv", "").Replace(".tif", "") : parts[1];
            var kind = OutputLayout.Classify(satellite.Value, region, string.Join('/', parts[1..]));
            kinds[(satellite.Value, kind)] = kinds.GetValueOrDefault((satellite.Value, kind)) + 1;
        }

        Assert.Equal(new Dictionary<(Satellite, OutputKind), int>
        {
            [(Satellite.Sentinel2, OutputKind.Scene)] = 6,
            [(Satellite.Sentinel2, OutputKind.SceneMetadata)] = 6,
            [(Satellite.Sentinel2, OutputKind.CombinedMetadata)] = 2,
            [(Satellite.Sentinel2, OutputKind.Template)] = 2,
            [(Satellite.Sentinel2, OutputKind.RawTile)] = 8,
            [(Satellite.Landsat, OutputKind.Scene)] = 6,
            [(Satellite.Landsat, OutputKind.QueryResults)] = 2,
            [(Satellite.Landsat, OutputKind.Template)] = 2,
        }, kinds);
    }

    [Theory]
    [InlineData("clipped/R/x.tif", OutputKind.Scene)]
    [InlineData("metadata/individual_csv/R/x.csv", OutputKind.SceneMetadata)]
    [InlineData("metadata/combined_csv/R.csv", OutputKind.CombinedMetadata)]
    [InlineData("template/R.tif", OutputKind.Template)]
    [InlineData("download/2025/x_B08.tif", OutputKind.RawTile)]
    [InlineData("R/clipped/x.tif.aux.xml", OutputKind.Other)]
    [InlineData("R/metadata/combined_csv/other.csv", OutputKind.Other)]
    [InlineData("R/template/other.tif", OutputKind.Other)]
    [InlineData("x.tif", OutputKind.Other)]
    public void The_new_folder_structure_and_strangers_are_told_apart(string path, OutputKind kind) =>
        Assert.Equal(kind, OutputLayout.Classify(Satellite.Sentinel2, "R", path));

    [Theory]
    [InlineData(Satellite.Sentinel2)]
    [InlineData(Satellite.Landsat)]
    public void The_paths_that_are_made_are_those_that_are_recognised(Satellite satellite)
    {
        Assert.Equal(OutputKind.Template, OutputLayout.Classify(satellite, "R", OutputLayout.TemplatePath(satellite, "R")));
        Assert.True(OutputLayout.Classify(satellite, "R", OutputLayout.SceneListPath(satellite, "R")).IsShared());
    }
}
