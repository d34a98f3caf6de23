using GlacierBatch.Contract.Objects;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Tests.Outputs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Docs;

/// <summary>Whoever gets a verdict can read what each word of it means, and what to do.</summary>
public sealed class VerificationPageTests
{
    [Fact]
    public async Task Every_check_that_a_verdict_has_is_explained_below_its_layer()
    {
        using var folder = new TemporaryFolder();
        var bench = await OutputBench.CreateAsync(new FileObjectStore(folder.Path));
        await bench.RecordAsync();
        var verdict = await bench.VerifyAsync(new VerifyOptions
        {
            Deep = true, Baseline = await bench.FreezeAsync(), ExpectedCount = 3, ExpectedSize = 1,
        });
        var page = await File.ReadAllLinesAsync(
            Path.Combine(RepositoryRoot.Path, "docs", "verification.md"), TestContext.Current.CancellationToken);

        var layer = "";
        var explained = new List<string>();
        foreach (var cells in page.Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Trim('|').Split('|')))
        {
            var word = cells[0].Trim();
            if (word.StartsWith("**", StringComparison.Ordinal)) layer = word.Trim('*');
            else if (layer.Length > 0 && Array.TrueForAll(cells, cell => cell.Trim().Length > 2))
            {
                explained.AddRange(word.Split(", ").Select(name => $"{layer} {name}"));
            }
        }

        Assert.Equal(16, verdict.Checks.Count);
        Assert.Equal(verdict.Checks.Select(check => $"{check.Layer} {check.Name}").Order(), explained.Order());
    }

    [Fact]
    public void The_commands_help_says_what_each_verdict_means()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "en-US", "Test-GlacierOutput.md"));
        Assert.All(Enum.GetNames<CheckStatus>(), status => Assert.Contains($"\n{status}: ", page, StringComparison.Ordinal));
    }
}
