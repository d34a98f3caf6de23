using Xunit;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>Real data that lies beside the clone and is never copied into it.</summary>
internal static class SharedData
{
    /// <summary>The production catalogue of 192 regions; the test is skipped where it is absent.</summary>
    public static string ProductionCatalog() => Find("regions/glaciers_roi_proj_v3_300m.gpkg");

    /// <summary>The folder of two regions' real outputs; the test is skipped where it is absent.</summary>
    public static string ProductionOutputs() => Find("outputs/1_download_merge_and_clip");

    private static string Find(string relativePath)
    {
        // A work tree of git may lie one folder deeper than the clone itself.
        var parent = Directory.GetParent(RepositoryRoot.Path);
        var found = new[] { parent, parent?.Parent }
            .OfType<DirectoryInfo>()
            .Select(folder => Path.Combine(folder.FullName, "shared", relativePath))
            .FirstOrDefault(Path.Exists);
        Assert.SkipWhen(found is null, $"../shared/{relativePath} is not beside the repository");
        return found;
    }
}
