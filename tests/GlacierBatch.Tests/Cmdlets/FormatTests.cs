using System.Text.RegularExpressions;
using System.Xml.Linq;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>How the module's objects look on a console.</summary>
public sealed class FormatTests
{
    private static readonly XDocument Formats =
        XDocument.Load(Path.Combine(RepositoryRoot.Path, "module", "formats", "GlacierBatch.Format.ps1xml"));

    [Fact]
    public void Every_type_of_ours_that_a_command_emits_has_a_table_and_a_list()
    {
        using var session = new ModuleSession();

        var types = session.Run("(Get-Command -Module GlacierBatch).OutputType.Name").Select(name => name.ToString())
            .Distinct().Where(name => name.StartsWith("GlacierBatch.", StringComparison.Ordinal)).ToList();

        Assert.True(types.Count >= 8, string.Join(", ", types));
        foreach (var type in types)
        {
            var views = Formats.Descendants("View").Where(view => view.Descendants("TypeName").Any(name => name.Value == type)).ToList();
            Assert.True(views.Exists(view => view.Element("TableControl") is not null), $"{type} has no table.");
            Assert.True(views.Exists(view => view.Element("ListControl") is not null), $"{type} has no list.");
        }
    }

    [Fact]
    public void Dates_and_times_are_never_left_to_the_culture() => Assert.DoesNotContain(
        Formats.Descendants("PropertyName").Select(property => property.Value),
        property => property is "StartDate" or "EndDate" or "CreatedAt" or "StartedAt" or "StoppedAt" or "Timestamp");

    [Fact]
    public async Task Tables_fit_a_hundred_columns_and_write_dates_by_iso()
    {
        using var host = new HostSession();
        host.Variables["COLUMNS"] = "100";

        var lines = await host.RunAsync("""
            $e = New-GlacierBatchEnvironment one -Workload $workload
            $jobs = Get-GlacierRegion -Environment one | Submit-GlacierJob -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 `
                -MemoryMiB 256 -RunName looks | Wait-GlacierJob
            $e | Out-Default
            Get-GlacierRegion -Environment one | Out-Default
            $jobs | Out-Default
            Get-GlacierRun | Out-Default
            $jobs | Test-GlacierOutput | Out-Default
            Test-GlacierBatchEnvironment one | Out-Default
            ($jobs | Test-GlacierOutput)[0].Checks | Out-Default
            $jobs[0] | Get-GlacierJobLog | Where-Object Source -eq run | Out-Default
            """);

        foreach (var header in new[] { "^Name +Service +vCPU", "^Index +Name +Area", "^Region +Satellite +Start +Status",
            "^Run", "^Region +Satellite +Start +Verdict", "^Check +Status +Evidence",
            @"^\d\d:\d\d:\d\d\.\d\d\d run " })
        {
            Assert.Contains(lines, line => Regex.IsMatch(line, header));
        }

        // Checks of the environment, and of an output in each of its layers.
        Assert.Equal(4, lines.Count(line => Regex.IsMatch(line, "^Check +Status +Evidence")));
        Assert.Contains(lines, line => line.Contains("2025-08-01 SUCCEEDED", StringComparison.Ordinal));
        // A log line is as long as it is.
        Assert.All(lines.Where(line => !line.Contains(" run ", StringComparison.Ordinal)),
            line => Assert.True(line.Length <= 100, $"{line.Length} columns: {line}"));
        Assert.DoesNotContain(lines, line => line.Contains("8/1/2025", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_has_no_view_or_follows_another_kind_shows_dates_by_iso_too()
    {
        using var host = new HostSession();

        var lines = await host.RunAsync("""
            $null = New-GlacierBatchEnvironment one -Workload $workload
            Get-GlacierRegion -Environment one -Index 0
            Submit-GlacierJob 134_Arsuk -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 -MemoryMiB 256 -NoStart
            [DateTime]::new(2025, 11, 25, 20, 5, 0)
            """);

        Assert.Contains("DateTime    : 2025-11-25 20:05:00", lines);
        Assert.Contains(lines, line => line.Contains("2025-08-01", StringComparison.Ordinal));
        Assert.DoesNotContain(
            lines, line => line.Contains("8/1/2025", StringComparison.Ordinal) || line.Contains("11/25/2025", StringComparison.Ordinal));
    }
}
