using Xunit;

namespace GlacierBatch.Tests.Outputs;

/// <summary>Defects of a scene's raster, to be recorded by the task as it is: size and checksum are right.</summary>
internal static class RasterDefects
{
    /// <summary>Each with the check that finds it, and what that says.</summary>
    public static TheoryData<string, string, string> All => new()
    {
        { "system", "Rasters", "is in EPSG:32622 instead of EPSG:3413" },
        { "resolution", "Rasters", "has pixels of 20 x 20 m instead of 10 m" },
        { "shifted", "Bounds", "has the bounds" },
        { "type", "Rasters", "is of int16 instead of uint16" },
        { "bands", "Rasters", "has 2 bands instead of 1" },
        { "no nodata", "Rasters", "says no nodata value instead of 0" },
        { "other nodata", "Rasters", "has nodata 7 instead of 0" },
        { "all nodata", "Pixels", "is all nodata" },
        { "constant", "Pixels", "has one and the same value everywhere" },
        { "another region", "Bounds", "which is 018_snebrae" },
    };

    /// <summary>Makes a raster wrong in this way.</summary>
    public static void Spoil(RasterBuilder raster, string defect, OutputBench bench)
    {
        switch (defect)
        {
            case "system": raster.Epsg = 32622; break;
            case "resolution": raster.Resolution = 20; break;
            case "shifted": raster.West += 10; break;
            case "type": raster.SampleFormat = 2; break;
            case "bands": raster.Bands = 2; break;
            case "no nodata": raster.NoData = null; break;
            case "other nodata": raster.NoData = "7"; break;
            case "all nodata": Array.Clear(raster.Pixels); break;
            case "constant": Array.Fill(raster.Pixels, (ushort)4711); break;
            case "another region":
                var other = bench.Catalog.Regions.Single(region => region.Name == "018_snebrae");
                var made = RasterBuilder.Of(other.Bounds, 10, 2);
                (raster.Width, raster.Height, raster.West, raster.North, raster.Pixels) = (made.Width, made.Height, made.West, made.North,
                    made.Pixels);
                break;
            default: throw new ArgumentException(defect);
        }
    }
}
