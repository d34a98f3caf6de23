using System.Text.RegularExpressions;
using GlacierBatch.Core.Checkpoints;
using GlacierBatch.Core.Checkpoints.Pages;
using GlacierBatch.Tests.Services;
using GlacierBatch.Tests.TestSupport;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GlacierBatch.Tests.Checkpoints;

/// <summary>The pages about a decision: they render, hold the evidence, and are no place for what names or logs would do to them.</summary>
public sealed partial class PageTests
{
    private const string Hostile = "a|b `c` <script>alert(1)</script> [d](http://e) **f** \n# g @h";

    [Fact]
    public async Task An_abandoned_step_has_a_status_and_a_failure_analysis_with_all_evidence_and_the_alternatives()
    {
        using var home = await LocalHome.CreateAsync();
        await using var session = home.Open();
        var environment = await session.Environments.GetAsync(LocalHome.Environment, CancellationToken.None);
        var client = session.Checkpoints;
        Checkpoint? decided = null;
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            var work = await client.BeginAsync(
                environment, StepFiles.Step(3), StepFiles.Plan, StepFiles.Settings, false, _ => { }, CancellationToken.None);
            Assert.NotNull(work);
            await work.MeasureAsync(
                new Measurement("Job") { Text = "FAILED", Evidence = $"crash {attempt}", JobIds = [$"job-{attempt}"] }, default);
            await work.MeasureAsync(new Measurement("Imports") { Number = attempt, Evidence = Hostile, LogLines = [Hostile] }, default);
            decided = await client.ConcludeAsync(work, StepFiles.Plan, CancellationToken.None);
        }

        Assert.NotNull(decided);
        var steps = Enumerable.Range(1, 6).Select(StepFiles.Step).ToList();
        var pages = CheckpointDocuments.Of(
            environment, decided,
            await client.ReadAttemptsAsync(environment, [steps[2]], StepFiles.Plan, CancellationToken.None),
            await client.ReadAsync(environment, steps, StepFiles.Plan, CancellationToken.None));

        Assert.Equal(["BATCH_STEP3_STATUS.md", "BATCH_STEP3_FAILURE_ANALYSIS.md"], pages.Select(page => page.Name));
        Assert.All(pages, page => RequireSound(page.Text));
        Assert.StartsWith("# Step 3, Geospatial stack: NO-GO\n", pages[0].Text);
        foreach (var text in new[] { "job-1", "job-4", "crash 2", "Simplify the image", "Build the stack with conda", "of 3 h" })
        {
            Assert.Contains(text, pages[1].Text);
        }
    }

    [Fact]
    public async Task A_step_whose_time_is_used_up_has_a_failure_analysis()
    {
        using var home = await LocalHome.CreateAsync();
        await using var session = home.Open();
        var environment = await session.Environments.GetAsync(LocalHome.Environment, CancellationToken.None);
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(55));
        var client = new CheckpointClient(time);
        var work = await client.BeginAsync(
            environment, StepFiles.Step(2), StepFiles.Plan, StepFiles.Settings, false, _ => { }, CancellationToken.None);
        Assert.NotNull(work);
        await work.MeasureAsync(new Measurement("Job") { Text = "FAILED", Evidence = "it never ended" }, default);
        time.Advance(TimeSpan.FromHours(2));

        var decided = await client.ConcludeAsync(work, StepFiles.Plan, CancellationToken.None);

        Assert.Equal((Decision.NoGo, true, 1), (decided.Decision, decided.IsAbandoned, decided.ExitCode));
        var pages = CheckpointDocuments.Of(environment, decided, [decided], [decided]);
        Assert.Equal(["BATCH_STEP2_STATUS.md", "BATCH_STEP2_FAILURE_ANALYSIS.md"], pages.Select(page => page.Name));
        foreach (var text in new[] { "of this step is used up (2 h of 2 h)", "it never ended", "EBS volume", "ask outside" })
        {
            Assert.Contains(text, pages[1].Text);
        }
    }

    [Fact]
    public async Task A_status_page_says_why_with_each_criterion_and_goes_where_it_is_told()
    {
        using var home = await LocalHome.CreateAsync();
        using var folder = new TemporaryFolder();
        await using var session = home.Open();
        var environment = await session.Environments.GetAsync(LocalHome.Environment, CancellationToken.None);
        var work = await session.Checkpoints.BeginAsync(
            environment, StepFiles.Step(2), StepFiles.Plan, StepFiles.Settings, false, _ => { }, CancellationToken.None);
        Assert.NotNull(work);
        await work.MeasureAsync(new Measurement("Job") { Text = "SUCCEEDED", ObjectKeys = ["batch-test/hello.txt"] }, default);
        await work.MeasureAsync(new Measurement("AccessDenied") { Number = 1, Evidence = "AccessDenied" }, default);
        var decided = await session.Checkpoints.ConcludeAsync(work, StepFiles.Plan, CancellationToken.None);
        var pages = CheckpointDocuments.Of(environment, decided, [decided], [decided]);

        var inFolder = await DocumentFolder.WriteAsync(folder.File("docs/status"), pages, CancellationToken.None);
        var asFile = await DocumentFolder.WriteAsync(folder.File("two.md"), pages, CancellationToken.None);

        Assert.Equal([folder.File("docs/status/BATCH_STEP2_STATUS.md")], inFolder);
        Assert.Equal([folder.File("two.md")], asFile);
        var text = await File.ReadAllTextAsync(asFile[0]);
        Assert.Equal(text, await File.ReadAllTextAsync(inFolder[0]));
        RequireSound(text);
        Assert.Contains("| AccessDenied | refusals by the bucket | :x: Failed | 1 | none | AccessDenied |", text);
        Assert.Contains("| ObjectAfter |", text);
        Assert.Contains(":grey_question: Unchecked", text);
        Assert.Contains("## What to do", text);
        Assert.Contains("EBS volume", text);
        Assert.Contains("| ExpectedSize | 1.2 MB |", text);
    }

    /// <summary>Each row of a table has its header's cells, and nothing from outside is markup.</summary>
    private static void RequireSound(string text)
    {
        var columns = 0;
        foreach (var line in text.Split('\n'))
        {
            var cells = line.StartsWith("| ", StringComparison.Ordinal) ? Bar().Count(line) : 0;
            if (cells > 0 && columns > 0) Assert.Equal(columns, cells);
            columns = cells;
        }

        Assert.DoesNotContain("<script", text);
        Assert.DoesNotMatch(@"(?<!\\)\]\(", text);
        Assert.DoesNotContain("\n# g", text);
    }

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Bar();
}
