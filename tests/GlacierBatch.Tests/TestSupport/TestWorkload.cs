using System.Text.Json;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>Workloads for tests: the sample with settings of its own, or any script in its place.</summary>
internal static class TestWorkload
{
    /// <summary>The script's folders below a workload.</summary>
    public const string Scripts = "1_download_merge_and_clip";

    /// <summary>Gets a line for each beginning and end of a script, if the setting names a file.</summary>
    public const string Marks = "TEST_MARKS";

    /// <summary>A file without which the script, once begun, does not go on.</summary>
    public const string Gate = "TEST_GATE";

    private const string Catalog = $"{Scripts}/ancillary/glacier_roi_v2/glaciers_roi_proj_v3_300m.gpkg";

    // Appends are whole lines, whoever else appends. The settings are part of the workload: no test needs variables of the process.
    private const string Wrapper = """
        import json, os, runpy, sys, time
        here = os.path.dirname(os.path.realpath(__file__))
        with open(os.path.join(here, "settings.json"), encoding="utf-8") as file:
            os.environ.update(json.load(file))

        def mark(what):
            if "TEST_MARKS" in os.environ:
                handle = os.open(os.environ["TEST_MARKS"], os.O_CREAT | os.O_APPEND | os.O_WRONLY)
                os.write(handle, f"{what} {os.environ['REGION']} {os.environ['DATE1']}\n".encode())
                os.close(handle)

        mark("begin")
        print("The script has begun.", flush=True)
        while "TEST_GATE" in os.environ and not os.path.exists(os.environ["TEST_GATE"]):
            time.sleep(0.01)
        runpy.run_path(os.path.join(here, "real.py"), run_name="__main__")
        mark("end")

        """;

    /// <summary>The script's paths by satellite, as they are in production.</summary>
    public static IReadOnlyList<string> ScriptPaths { get; } =
        [$"{Scripts}/sentinel2/download_merge_clip_sentinel2.py", $"{Scripts}/landsat/download_clip_landsat.py"];

    private static string Sample => Path.Combine(RepositoryRoot.Path, "samples", "workload");

    /// <summary>
    /// A copy of the sample that runs with these settings; one scene, and a template at no cost, unless they say otherwise.
    /// </summary>
    public static string OfSample(string folder, IReadOnlyDictionary<string, string>? settings = null)
    {
        var all = new Dictionary<string, string>
        {
            ["SAMPLE_SCENES"] = "1",
            ["SAMPLE_TEMPLATE_SECONDS"] = "0",
            ["SAMPLE_TEMPLATE_MIB"] = "1",
        };
        foreach (var (name, value) in settings ?? all) all[name] = value;
        Copy(Path.Combine(Sample, Scripts), Path.Combine(folder, Scripts));
        foreach (var path in ScriptPaths.Select(path => Path.Combine(folder, path)))
        {
            var own = Path.GetDirectoryName(path) ?? folder;
            File.Move(path, Path.Combine(own, "real.py"));
            File.WriteAllText(path, Wrapper);
            File.WriteAllText(Path.Combine(own, "settings.json"), JsonSerializer.Serialize(all));
        }

        return folder;
    }

    /// <summary>
    /// A workload whose scripts are this Python text. BASE and LOG are what the command line names so, REGION the region.
    /// </summary>
    public static string OfScript(string folder, string python)
    {
        const string Arguments = """
            import os, sys, time
            BASE = sys.argv[sys.argv.index("--base_dir") + 1]
            LOG = sys.argv[sys.argv.index("--log_name") + 1]
            REGION = sys.argv[sys.argv.index("--regions") + 1]

            """;
        Write(folder, Catalog, File.ReadAllBytes(Path.Combine(Sample, Catalog)));
        foreach (var path in ScriptPaths) Write(folder, path, System.Text.Encoding.UTF8.GetBytes(Arguments + python));
        return folder;
    }

    private static void Write(string folder, string path, byte[] content)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file) ?? folder);
        File.WriteAllBytes(file, content);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from).Where(folder => !folder.EndsWith("__pycache__",
            StringComparison.Ordinal)))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }
}
