using System.Diagnostics;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Samples;

/// <summary>The sample's scripts, run by a real Python in a folder of the test's own.</summary>
/// <param name="folder">Takes the output and the logs.</param>
internal sealed class SampleScript(TemporaryFolder folder)
{
    public const string First = "2025-08-01";
    public const string Last = "2025-08-06";

    /// <summary>The workload's folder; another one to run a copy.</summary>
    public string Workload { get; init; } = Path.Combine(RepositoryRoot.Path, "samples", "workload");

    /// <summary>The variables of the next processes. Making a template costs nothing unless a test asks for it.</summary>
    public Dictionary<string, string> Variables { get; } = new()
    {
        ["SAMPLE_TEMPLATE_SECONDS"] = "0",
        ["SAMPLE_TEMPLATE_MIB"] = "1",
    };

    /// <summary>What a process did.</summary>
    public sealed record Outcome(int ExitCode, string Output, string Error, string Log, string ErroredDownloads);

    /// <summary>A Python, the test is skipped without; not a version manager's shim where the system has one.</summary>
    public static string Python { get; } = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : Programs.Find("python3");

    /// <summary>Runs a satellite's script for a region and waits for its end.</summary>
    public async Task<Outcome> Run(
        string satellite, string baseDirectory = "out", string region = "134_Arsuk", string first = First, string last = Last)
    {
        using var process = Start(satellite, baseDirectory, region, first, last);
        return await Finish(process, baseDirectory);
    }

    /// <summary>Starts a satellite's script and leaves it to the test.</summary>
    public Process Start(
        string satellite, string baseDirectory = "out", string region = "134_Arsuk", string first = First, string last = Last)
    {
        string[] script = satellite == "sentinel2"
            ? ["sentinel2", "download_merge_clip_sentinel2.py"]
            : ["landsat", "download_clip_landsat.py"];
        List<string> arguments =
        [
            "-I", Path.Combine([Workload, "1_download_merge_and_clip", .. script]),
            "--regions", region, "--date1", first, "--date2", last,
            "--base_dir", baseDirectory == "relative" ? baseDirectory : Directory.CreateDirectory(folder.File(baseDirectory)).FullName,
            "--log_name", LogOf(baseDirectory),
        ];
        if (satellite == "sentinel2")
            arguments.AddRange(["--download_flag", "1", "--post_processing_flag", "1", "--cores", "1", "--clear_downloads", "0"]);
        return StartProcess(Python, arguments);
    }

    /// <summary>Waits for the end of a process and reads what it left.</summary>
    public async Task<Outcome> Finish(Process process, string baseDirectory = "out")
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var log = LogOf(baseDirectory);
        return new(process.ExitCode, await output, await error, Read(log), Read(log.Replace(".log", "_errored_downloads.log")));
    }

    /// <summary>Runs any program in the test's folder and gives what it prints; it must end with 0.</summary>
    public async Task<string> RunProgram(string program, params string[] arguments)
    {
        using var process = StartProcess(program, arguments);
        var outcome = await Finish(process);
        Assert.True(outcome.ExitCode == 0, $"{program} ended with {outcome.ExitCode}: {outcome.Error}");
        return outcome.Output;
    }

    /// <summary>All files below a base folder with their bytes, by path with slashes.</summary>
    public SortedDictionary<string, byte[]> Files(string baseDirectory = "out")
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var root = folder.File(baseDirectory);
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            files.Add(Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllBytes(file));
        return files;
    }

    private Process StartProcess(string program, IEnumerable<string> arguments)
    {
        Assert.SkipWhen(program.Length == 0, "the program that this test runs is not installed");
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        foreach (var (name, value) in Variables)
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    private string LogOf(string baseDirectory) => folder.File(baseDirectory + ".log");

    private static string Read(string path) => File.Exists(path) ? File.ReadAllText(path) : "";
}
