using System.Text.Json;
using System.Xml.Linq;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Core.Outputs.Reports;
using Xunit;

namespace GlacierBatch.Tests.Outputs;

/// <summary>Verdicts as JUnit XML, Markdown and JSON, with names and texts that would break them.</summary>
public sealed class ReportTests
{
    private static readonly ReportEntry[] Entries =
    [
        Entry("134_Arsuk", CheckStatus.Passed),
        Entry("018_snebrae", CheckStatus.Failed, new Check(CheckLayer.Intact, "Files", CheckStatus.Failed,
            "a|b.tif <script> `x` \u0001\n# is missing")),
        Entry("140_CentralLindenow", CheckStatus.Unchecked, new Check(CheckLayer.WellFormed, "Bounds", CheckStatus.Unchecked,
            "no catalogue")),
    ];

    [Fact]
    public void Junit_has_a_suite_a_task_and_what_is_unchecked_is_an_error()
    {
        var root = XDocument.Parse(OutputReport.Write(Entries, ReportFormat.JUnitXml)).Root;
        Assert.NotNull(root);
        Assert.Equal(("5", "1", "1", "0"), (Value(root, "tests"), Value(root, "failures"), Value(root, "errors"), Value(root, "skipped")));
        Assert.Equal(3, root.Elements("testsuite").Count());
        Assert.Contains("is missing", Value(Assert.Single(root.Descendants("failure")), "message"), StringComparison.Ordinal);
        Assert.Equal("no catalogue", Value(Assert.Single(root.Descendants("error")), "message"));
    }

    [Fact]
    public void Markdown_shows_what_did_not_pass_first_and_no_name_is_markup()
    {
        var text = OutputReport.Write(Entries, ReportFormat.Markdown);
        Assert.StartsWith("## Outputs: 1 of 3 passed\n\n1 failed, 1 could not be checked.", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("018\\_snebrae", StringComparison.Ordinal) < text.IndexOf("<details>", StringComparison.Ordinal));
        Assert.Contains("a\\|b.tif &lt;script&gt; \\`x\\`", text, StringComparison.Ordinal);
        Assert.Contains("Nothing was looked at", OutputReport.Write([], ReportFormat.Markdown), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_all_of_it()
    {
        using var json = JsonDocument.Parse(OutputReport.Write(Entries, ReportFormat.Json));
        Assert.Equal(["Passed", "Failed", "Unchecked"], json.RootElement.EnumerateArray().Select(entry => entry.GetProperty("status")
            .GetString()));
        Assert.Equal("Files", json.RootElement[1].GetProperty("checks")[1].GetProperty("name").GetString());
    }

    [Fact]
    public void The_exit_code_is_the_worst_and_nothing_is_no_pass()
    {
        Assert.Equal(0, OutputReport.ExitCode([CheckStatus.Passed]));
        Assert.Equal(1, OutputReport.ExitCode([CheckStatus.Unchecked, CheckStatus.Failed, CheckStatus.Passed]));
        Assert.Equal(2, OutputReport.ExitCode([CheckStatus.Passed, CheckStatus.Unchecked]));
        Assert.Equal(2, OutputReport.ExitCode([]));
    }

    private static string? Value(XElement element, string attribute) => element.Attribute(attribute)?.Value;

    private static ReportEntry Entry(string region, CheckStatus status, params Check[] checks) => new()
    {
        RunName = "run", Region = region, Satellite = "Sentinel2", StartDate = "2025-08-01", EndDate = "2025-08-06", Status = status,
            Scenes = 3,
        Evidence = "3 scenes", Checks = [new Check(CheckLayer.Complete, "Recorded", CheckStatus.Passed, "3 scenes"), .. checks],
    };
}
