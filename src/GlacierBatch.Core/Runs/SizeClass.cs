using GlacierBatch.Contract.Regions;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Core.Runs;

/// <summary>
/// How much memory a task needs, by the tiles of its region. Measured with the unchanged sentinel2 script on full-size scenes:
/// without a template given 3.7 GB for one tile, 7.8 for two, 20.2 for four; with one 1.3 GB for one and 3.7 for four.
/// </summary>
public static class SizeClass
{
    private const int GiB = 1024;
    private static readonly int[] Ladder = [4 * GiB, 6 * GiB, 10 * GiB, 30 * GiB];

    /// <summary>The smallest class, in MiB.</summary>
    public static int Smallest => Ladder[0];

    /// <summary>Whether so much memory is a class, and no number of a user's.</summary>
    public static bool IsClass(int memoryMiB) => Ladder.Contains(memoryMiB);

    /// <summary>The class of a region's tasks, in MiB.</summary>
    public static int MemoryMiB(Region region, TemplateChoice template)
    {
        var tiles = Math.Max(region.Tiles.Count, 1);
        if (template != TemplateChoice.Script) return tiles < 3 ? Ladder[0] : Ladder[1];
        return tiles switch { 1 => Ladder[0], 2 => Ladder[2], _ => Ladder[3] };
    }

    /// <summary>The next class above, in MiB, or null.</summary>
    public static int? Next(int memoryMiB) => Ladder.Where(size => size > memoryMiB).Select(size => (int?)size).FirstOrDefault();
}
