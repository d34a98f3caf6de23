using System.Xml.Linq;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>scripts/verify.ps1 as a workflow runs it: a process, its files and its exit code.</summary>
public sealed class VerifyScriptTests : IDisposable
{
    private readonly HostSession _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task A_run_is_reported_and_the_exit_code_says_passed_failed_or_unchecked()
    {
        await _host.RunAsync("""
            $null = New-GlacierBatchEnvironment ci -Workload $workload
            $null = Submit-GlacierJob 134_Arsuk -Satellite sentinel2 -StartDate 2025-08-01 -EndDate 2025-08-06 -MemoryMiB 256 `
                -Environment ci -RunName august | Wait-GlacierJob
            """);

        var passed = await VerifyAsync("-RunName", "august", "-Environment", "ci", "-Deep");
        Assert.True(passed.ExitCode == 0, passed.Output + passed.Error);
        Assert.Empty(XDocument.Load(Path.Combine(_host.Folder, "outputs.xml")).Descendants("failure"));
        Assert.Contains("134_Arsuk", passed.Output, StringComparison.Ordinal);
        Assert.StartsWith("## Outputs: 1 of 1 passed", await SummaryAsync(), StringComparison.Ordinal);

        var scene = Directory.GetFiles(Path.Combine(_host.Folder, "home"), "S2*.tif", SearchOption.AllDirectories)
            .First(path => path.Contains("clipped", StringComparison.Ordinal));
        File.Delete(scene);
        var failed = await VerifyAsync("-RunName", "august", "-Environment", "ci");
        Assert.True(failed.ExitCode == 1, failed.Output + failed.Error);
        Assert.NotEmpty(XDocument.Load(Path.Combine(_host.Folder, "outputs.xml")).Descendants("failure"));
        Assert.Contains("## Outputs: 0 of 1 passed", await SummaryAsync(), StringComparison.Ordinal);

        var unknown = await VerifyAsync("-RunName", "july", "-Environment", "ci");
        Assert.True(unknown.ExitCode == 2, unknown.Output + unknown.Error);
        Assert.Contains("july", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_baseline_that_is_not_there_is_no_pass()
    {
        var result = await VerifyAsync("-RunName", "august", "-Environment", "nowhere", "-Baseline", "none.json");
        Assert.True(result.ExitCode == 2, result.Output + result.Error);
    }

    private Task<HostResult> VerifyAsync(params string[] arguments)
    {
        var script = Path.Combine(RepositoryRoot.Path, "scripts", "verify.ps1");
        string[] reports =
            ["-JUnitPath", Path.Combine(_host.Folder, "outputs.xml"), "-SummaryPath", Path.Combine(_host.Folder, "summary.md")];
        return HostProcess.RunAsync(
            ["-File", script, .. arguments, .. reports], _host.Variables, _host.Folder, TestContext.Current.CancellationToken);
    }

    private Task<string> SummaryAsync() =>
        File.ReadAllTextAsync(Path.Combine(_host.Folder, "summary.md"), TestContext.Current.CancellationToken);
}
