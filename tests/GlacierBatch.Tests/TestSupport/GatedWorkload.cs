namespace GlacierBatch.Tests.TestSupport;

/// <summary>A copy of the sample whose scripts first wait for a gate, so that a test decides how long jobs run.</summary>
internal sealed class GatedWorkload
{
    private readonly string _gate;

    /// <summary>Writes it.</summary>
    /// <param name="folder">An existing folder that takes it.</param>
    public GatedWorkload(string folder)
    {
        Path = System.IO.Path.Combine(folder, "gated");
        _gate = System.IO.Path.Combine(folder, "gate");
        CopyFolder(ModuleSession.SampleWorkload, Path);
        var script = Script(Path);
        // The wait has an end, so that a test that fails leaves no process behind.
        File.WriteAllText(script, $"""
            import os, time
            print("at the gate", flush=True)
            for _ in range(6000):
                if os.path.exists({PythonText(_gate)}):
                    break
                time.sleep(0.02)

            """.ReplaceLineEndings("\n") + File.ReadAllText(script));
    }

    /// <summary>The workload's folder.</summary>
    public string Path { get; }

    /// <summary>The sentinel2 script of a workload.</summary>
    public static string Script(string workload) => System.IO.Path.Combine(
        workload, "1_download_merge_and_clip", "sentinel2", "download_merge_clip_sentinel2.py");

    /// <summary>Lets all go on.</summary>
    public void Open() => File.WriteAllText(_gate, "");

    /// <summary>Copies a folder with all that is in it, but what Python left there.</summary>
    public static void CopyFolder(string source, string target)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var below = System.IO.Path.GetRelativePath(source, file);
            if (below.Contains("__pycache__", StringComparison.Ordinal)) continue;
            var copy = System.IO.Path.Combine(target, below);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy) ?? target);
            File.Copy(file, copy);
        }
    }

    private static string PythonText(string text) => $"'{text.Replace(@"\", @"\\", StringComparison.Ordinal)}'";
}
