namespace GlacierBatch.Tests.TestSupport;

/// <summary>The programs of this machine.</summary>
internal static class Programs
{
    /// <summary>The full path of a program that is found by PATH, or an empty text.</summary>
    public static string Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists) ?? "";
}
