using GlacierBatch.Tests.Containers;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Docs;

/// <summary>
/// What the pages tell a newcomer to type, typed word for word in pwsh or in a shell, on this machine; TypedCloudPageTests types the rest.
/// What cannot be typed here is listed with its reason.
/// </summary>
public sealed class TypedPageTests(ContainerImages images) : IDisposable
{
    private readonly TypedPage _page = new();

    /// <summary>Page, its first and last block in pwsh that are typed together, and what is there before.</summary>
    public static TheoryData<string, int, int, string> OfMachine { get; } = new()
    {
        { "README.md", 0, 1, "nothing" },
        { "docs/checkpoints.md", 0, int.MaxValue, "demo" },
        { "docs/costs.md", 0, int.MaxValue, "august" },
        { "docs/migration.md", 2, int.MaxValue, "beside" },
        { "docs/operations.md", 0, 0, "waiting" },
        { "docs/troubleshooting.md", 0, int.MaxValue, "august" },
        { "docs/verification.md", 0, int.MaxValue, "august" },
        { "docs/en-US/about_GlacierBatch.md", 0, 1, "nothing" },
        { "docs/en-US/about_GlacierBatch_Checkpoints.md", 0, int.MaxValue, "demo" },
        { "docs/en-US/about_GlacierBatch_Services.md", 0, 0, "nothing" },
        { "docs/en-US/about_GlacierBatch_Troubleshooting.md", 0, int.MaxValue, "august" },
    };

    /// <summary>Pages with blocks for a shell.</summary>
    public static TheoryData<string> OfShell { get; } = new() { "docs/container.md", "samples/README.md" };

    /// <summary>What is not typed here: page and beginning of the block, and why.</summary>
    private static readonly Dictionary<(string Page, string Beginning), string> NotTyped = new()
    {
        [("README.md", "dotnet run --project src/GlacierBatch.Host")] = ".ci/run types it: it is the tests themselves",
        [("README.md", "Step Name              Decision")] = "is what a command shows",
        [("CONTRIBUTING.md", "dotnet build")] = ".ci/run builds and tests",
        [("CONTRIBUTING.md", "./build.ps1 -Task Package")] = ".ci/run types the first line, PackageInstallTests the others",
        [("containers/README.md", "Publish-GlacierImage greenland -BuildArgument")] = "no registry's mirror can be reached; "
            + "RealEngineTests publish with build arguments",
        [("docs/architecture.md", "graph TD")] = "is a diagram",
        [("docs/migration.md", "$ python submit_aws_job.py")] = "is what the group's former script was told",
        [("docs/verification.md", "hashlib.sha256(rasterio.open(path)")] = "wants rasterio, which is the reader's",
    };

    public void Dispose() => _page.Dispose();

    [Theory]
    [MemberData(nameof(OfMachine))]
    public async Task On_this_machine(string page, int first, int last, string before)
    {
        _page.Variables["GITHUB_STEP_SUMMARY"] = Path.Combine(_page.Folder, "summary.md");
        var (prepare, confirm) = World(before);

        await _page.TypeAsync(page, first, last, prepare, confirm);
    }

    [Theory]
    [MemberData(nameof(OfShell))]
    public async Task In_a_shell(string page)
    {
        if (page == "docs/container.md")
        {
            await images.BuildAsync(ContainerImages.Hello);
            GatedWorkload.CopyFolder(Path.Combine(RepositoryRoot.Path, "containers"), Path.Combine(_page.Folder, "containers"));
        }

        await using var shell = images.StartShell(
            string.Join('\n', ["set -e", .. Pages.Blocks(page, "sh")]), _page.Folder);
        var result = await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(result.ExitCode == 0, $"exit {result.ExitCode}\n{result.Output}\n{result.Error}");
        if (page == "docs/container.md") Assert.Contains("Hello from AWS Batch!\n20", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_block_of_every_page_is_typed_or_listed_with_its_reason()
    {
        var cloud = TypedCloudPageTests.OfCloud.Select(row => (Page: row.Data.Item1, First: row.Data.Item2, Last: row.Data.Item3));
        var typed = OfMachine.Select(row => (Page: row.Data.Item1, First: row.Data.Item2, Last: row.Data.Item3)).Concat(cloud).ToList();
        var missing = new List<string>();
        var listed = NotTyped.Keys.ToHashSet();
        foreach (var path in Pages.All.Where(IsForTyping))
        {
            var page = Pages.NameOf(path);
            var next = 0;
            foreach (var (language, text) in Pages.Blocks(path))
            {
                var index = language == "powershell" ? next++ : -1;
                if (listed.RemoveWhere(key => key.Page == page && text.StartsWith(key.Beginning, StringComparison.Ordinal)) > 0) continue;
                if (language == "sh" && OfShell.Any(row => row.Data == page)) continue;
                if (typed.Any(row => row.Page == page && index >= row.First && index <= row.Last)) continue;
                missing.Add($"{page}: {text.Split('\n')[0]}");
            }
        }

        Assert.Empty(missing);
        Assert.Empty(listed);
    }

    /// <summary>The pages of commands are HelpExampleTests'.</summary>
    private static bool IsForTyping(string path) =>
        Path.GetFileName(Path.GetDirectoryName(path)) != "en-US" || Path.GetFileName(path).StartsWith("about_", StringComparison.Ordinal);

    /// <summary>What a page finds when it is typed, and what must hold after it.</summary>
    private static (string Before, string After) World(string name) => name switch
    {
        "nothing" => ("", ""),
        "waiting" => (Demo, """
            $runs = Get-GlacierRun
            if ("$($runs.Succeeded)" -ne '2 1' -or "$($runs.Failed)" -ne '1 0') { throw 'Of three jobs one is stopped and restarted.' }
            """),
        "demo" => (Demo, """
            $open = Get-GlacierCheckpoint -Environment demo | Where-Object { $_.Attempt -gt 0 -and "$($_.Decision)" -ne 'Go' }
            if ($open) { throw "Not GO: $($open.Name)" }
            """),
        // Two good jobs and a bad one, and the names that the pages have for them.
        "august" => (Demo + """

            $window = @{ StartDate = '2025-08-01'; EndDate = '2025-08-06' }
            $jobs = Submit-GlacierJob 134_Arsuk, 018_snebrae -Satellite sentinel2 @window -RunName august | Wait-GlacierJob
            $others = $jobs
            $env:SAMPLE_FAULT = 'exit-1'
            $job = Submit-GlacierJob 191_Hagen_Brae -Satellite landsat @window -RunName july | Wait-GlacierJob
            $env:SAMPLE_FAULT = $null
            """, ""),
        // What the old way left, and the new way's environment in the same bucket.
        "beside" => ("""
            $script = './samples/workload/1_download_merge_and_clip/sentinel2/download_merge_clip_sentinel2.py'
            python3 $script --regions 134_Arsuk --date1 2025-08-01 --date2 2025-08-06 --download_flag 1 --post_processing_flag 1 `
                --base_dir "$PWD/bucket/1_download_merge_and_clip/sentinel2" --log_name "$PWD/old.log"
            $local = @{ Workload = './samples/workload'; MemoryMiB = 512; Bucket = './bucket' }
            $null = New-GlacierBatchEnvironment greenland @local
            $null = New-GlacierBatchEnvironment beside @local -BasePath beside
            """, """
            $of = $old.Checks | Where-Object Layer -eq Baseline
            if (-not $of -or ($of.Status -ne 'Passed')) { throw "Not the same: $($of.Evidence)" }
            if (($old.Checks | Where-Object Name -eq Recorded).Status -ne 'Unchecked') { throw 'Recorded' }
            """),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private const string Demo = "$null = New-GlacierBatchEnvironment demo -Workload ./samples/workload -MemoryMiB 512";
}
