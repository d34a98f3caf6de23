namespace GlacierBatch.Host;

/// <summary>Finds the module that every script is to have at hand.</summary>
internal static class ModuleManifest
{
    /// <summary>The environment variable that names the manifest, for a module that lies elsewhere.</summary>
    public const string Variable = "GLACIERBATCH_MODULE";

    private const string FileName = "GlacierBatch.psd1";

    /// <summary>The manifest that the environment names, else the first one above the host's own folder; null when there is none.</summary>
    public static string? Find()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named))
        {
            var path = Path.GetFullPath(named);
            return File.Exists(path) ? path : null;
        }
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, FileName);
            if (File.Exists(path)) return path;
        }
        return null;
    }

    /// <summary>The sentence for a user without a module.</summary>
    public static string Missing()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrEmpty(named)
            ? $"No {FileName} in '{AppContext.BaseDirectory}' or above it; run the host from a clone, or name the manifest by {Variable}."
            : $"{Variable} names '{named}', where there is no file; let it name a {FileName}.";
    }
}
