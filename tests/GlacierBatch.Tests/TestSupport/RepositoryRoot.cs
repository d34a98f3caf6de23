namespace GlacierBatch.Tests.TestSupport;

/// <summary>The folder of the clone that the tests were built from.</summary>
internal static class RepositoryRoot
{
    /// <summary>The full path of the folder that holds <c>GlacierBatch.slnx</c>.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "GlacierBatch.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds GlacierBatch.slnx.");
    }
}
