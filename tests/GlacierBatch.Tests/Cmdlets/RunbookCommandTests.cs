using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>The runbook as a user runs it: six steps on the local service, with the sample workload.</summary>
public sealed class RunbookCommandTests
{
    /// <summary>What the sample gives where Lambda gave 6 scenes of 1.2 MB, and settings that spare the machine.</summary>
    internal const string Sample = "-ExpectedCount 3 -ExpectedSize 234KB -MemoryMiB 256 -StatusPath $folder/status";

    [Fact]
    public void A_newcomer_sees_six_go_with_the_evidence_one_command_away()
    {
        using var session = new ModuleSession();
        session.MakeEnvironment();

        var shown = session.RunAll($"Start-GlacierRunbook $name {Sample} -Verbose");
        var stands = session.Run("Get-GlacierCheckpoint -Environment $name");
        var criteria = session.Run("(Get-GlacierCheckpoint 4 -Environment $name).Criteria");
        var again = session.RunAll("Start-GlacierRunbook $name -AsExitCode; Get-GlacierJob -Environment $name | ForEach-Object RunName");

        Assert.Equal(Enumerable.Repeat("Go", 6), shown.Objects.Texts("Decision"));
        Assert.Equal(["1", "2", "3", "4", "5", "6"], stands.Texts("Step"));
        Assert.Equal(Enumerable.Repeat("Go", 6), stands.Texts("Decision"));
        Assert.All(criteria, criterion => Assert.Equal("Passed", criterion.Text("Verdict")));
        Assert.All(criteria, criterion => Assert.NotEqual("", criterion.Text("Value")));
        Assert.Equal("3", criteria.Single(each => each.Text("Name") == "Scenes").Text("Value"));

        // The plan's three minutes, by the working time on record: some seconds, so that a slow machine is far from them too.
        var used = stands.Select(step => Assert.IsType<TimeSpan>(step.Value("TimeUsed"))).Aggregate((sum, each) => sum + each);
        Assert.InRange(used, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(3));
        Assert.Equal(used, stands[^1].Value("TotalTimeUsed"));

        // Nothing was run again: the runs of steps 4, 5 and 6, once each.
        Assert.Equal("0", again.Objects[0].ToString());
        Assert.Equal(1 + 1 + 3 + 7, again.Objects.Count - 1);

        // What has no meaning here is said, and counts for nothing.
        var three = session.Run("""
            (Get-GlacierCheckpoint 3 -Environment $name).Criteria | Where-Object { "$($_.Verdict)" -eq 'NotApplicable' }
            """);
        Assert.Equal(["Image", "ImageSize", "Ecr403"], three.Texts("Name"));
        Assert.All(three, criterion => Assert.Contains("not applicable on Local", criterion.Text("Evidence")));

        var status = Path.Combine(session.Folder, "status");
        Assert.Equal(
            Enumerable.Range(1, 6).Select(step => $"BATCH_STEP{step}_STATUS.md").Prepend("BATCH_DEPLOYMENT.md"),
            Directory.EnumerateFiles(status).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var deployment = File.ReadAllText(Path.Combine(status, "BATCH_DEPLOYMENT.md"));
        Assert.Contains($"| Environment | {session.Name} |", deployment);
        Assert.Contains($"Remove-GlacierBatch {session.Name}", deployment);
    }

    [Fact]
    public void A_baseline_decides_in_the_place_of_lambdas_figures()
    {
        using var session = new ModuleSession();
        session.MakeEnvironment();
        session.Run($"Invoke-GlacierCheckpoint 4 $name {Sample} -WarningAction SilentlyContinue");
        session.Run("Get-GlacierJob -Environment $name | Export-GlacierBaseline -Path $folder/known.json");

        const string again = "Invoke-GlacierCheckpoint 4 $name -Force -StatusPath $folder/status -WarningAction SilentlyContinue";
        var equal = session.One($"{again} -ExpectedCount 6 -Baseline $folder/known.json");
        session.Run("""
            $path = "$folder/known.json"
            [System.IO.File]::WriteAllText($path, [System.IO.File]::ReadAllText($path).Replace('S2A_', 'S2B_'))
            """);
        var other = session.One(again);

        Assert.Equal(("Go", "6"), (equal.Text("Decision"), equal.Text("Counted")));
        Assert.Equal("Escalate", other.Text("Decision"));
        Assert.Contains("Output is", other.Text("Reason"));
    }

    [Fact]
    public async Task Tables_fit_a_hundred_columns_and_what_if_names_work_and_cost()
    {
        using var host = new HostSession();
        host.Variables["COLUMNS"] = "100";

        var lines = await host.RunAsync("""
            $null = New-GlacierBatchEnvironment demo -Workload $workload -MemoryMiB 256
            Start-GlacierRunbook demo -WhatIf
            Start-GlacierRunbook demo -To 2 | Out-Default
            Get-GlacierCheckpoint -Environment demo | Out-Default
            (Get-GlacierCheckpoint 2 -Environment demo).Criteria | Out-Default
            """);

        foreach (var text in new[]
        {
            "Step 6, Production test", "run 7 tasks; at 2 minutes each the plan's formula gives USD 0.0093", "write batch-test/hello.txt",
            "140_CentralLindenow", "256 MiB",
        })
        {
            Assert.Contains(lines, line => line.StartsWith("What if: ", StringComparison.Ordinal)
                && line.Contains(text, StringComparison.Ordinal));
        }

        var tables = lines.Where(line => !line.StartsWith("What if: ", StringComparison.Ordinal)).ToList();
        Assert.All(tables, line => Assert.True(line.Length <= 100, $"{line.Length} columns: {line}"));
        Assert.Contains(tables, line => line.StartsWith("1 Hello world       GO         3 of 3", StringComparison.Ordinal));
        Assert.Contains(tables, line => line.StartsWith("6 Production test   -          0 of 6", StringComparison.Ordinal));
        Assert.Contains(tables, line => line.StartsWith("Content        Passed", StringComparison.Ordinal));
    }

    [Fact]
    public void What_if_tells_what_a_step_would_do_and_cost_and_does_nothing()
    {
        using var session = new ModuleSession();
        session.MakeEnvironment();

        var told = session.RunAll($"Start-GlacierRunbook $name {Sample} -WhatIf");

        Assert.Empty(told.Objects);
        Assert.Empty(session.Run("Get-GlacierJob -Environment $name"));
        Assert.All(session.Run("Get-GlacierCheckpoint -Environment $name"), step => Assert.Equal("0", step.Text("Attempt")));
        Assert.False(Directory.Exists(Path.Combine(session.Folder, "status")));
        Assert.False(Directory.Exists(Path.Combine(session.Bucket, "checkpoints")));
    }

    [Fact]
    public void A_team_writes_a_seventh_step_in_a_file_of_its_own()
    {
        using var session = new ModuleSession();
        session.MakeEnvironment();
        var folder = Directory.CreateDirectory(Path.Combine(session.Folder, "own")).FullName;
        File.WriteAllText(Path.Combine(folder, "Step7.Handover.ps1"), """
            @{
                Step = 7; Name = 'Handover'; Does = 'Somebody else can do it'; Limit = '30 min'
                Criteria = @(@{ Name = 'Readers'; What = 'who has read the page'; Bound = 'at least 2' })
                Preview = { param($Environment, $Setting) 'ask' }
                Run = { param($Session) Add-RunbookMeasurement $Session Readers 2 -Evidence 'asked' }
            }
            """);

        var seven = session.One($"Invoke-GlacierCheckpoint 7 $name -RunbookPath $folder/own {Sample} -WarningAction SilentlyContinue");

        Assert.Equal(("Go", "Handover"), (seven.Text("Decision"), seven.Text("Name")));
        var unknown = session.Fail("Invoke-GlacierCheckpoint 7 $name");
        Assert.StartsWith("StepUnknown,", unknown.FullyQualifiedErrorId, StringComparison.Ordinal);
        // As a cmdlet's error: of the line that the user wrote, with what to do.
        Assert.Equal("Invoke-GlacierCheckpoint 7 $name", unknown.InvocationInfo.Line.Trim());
        Assert.Contains("-RunbookPath", unknown.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reset_begins_a_step_anew_and_keeps_its_attempts()
    {
        using var session = new ModuleSession();
        session.MakeEnvironment();
        session.Run($"Invoke-GlacierCheckpoint 1 $name {Sample}");

        session.Run("Reset-GlacierCheckpoint 1 -Environment $name -WhatIf");
        Assert.Equal("Go", session.One("Get-GlacierCheckpoint 1 -Environment $name").Text("Decision"));
        session.Run("Reset-GlacierCheckpoint 1 -Environment $name");

        Assert.Equal("0", session.One("Get-GlacierCheckpoint 1 -Environment $name").Text("Attempt"));
        Assert.NotEqual("", session.One("Get-GlacierCheckpoint 1 -Environment $name -All").Text("SetAsideAt"));
        Assert.Equal("2", session.One("Invoke-GlacierCheckpoint 1 $name -StatusPath $folder/status").Text("Attempt"));
    }

    [Fact]
    public void Environments_and_steps_are_completed_and_mistakes_are_named()
    {
        using var session = new ModuleSession();
        session.MakeEnvironment();

        string[] Complete(string line) => [.. session.Run("""
            [System.Management.Automation.CommandCompletion]::CompleteInput($args[0], $args[0].Length, $null).CompletionMatches |
                ForEach-Object CompletionText
            """, line).Select(each => each.ToString())];

        Assert.Contains(session.Name, Complete($"Start-GlacierRunbook -Environment {session.Name[..5]}"));
        Assert.Contains(session.Name, Complete($"Get-GlacierCheckpoint -Environment {session.Name[..5]}"));
        Assert.Equal(["1", "2", "3", "4", "5", "6"], Complete("Invoke-GlacierCheckpoint -Step "));
        Assert.Equal(["4"], Complete("Reset-GlacierCheckpoint -Step 4"));
        Assert.StartsWith("EnvironmentNotFound", session.Fail("Start-GlacierRunbook nowhere").FullyQualifiedErrorId);
        Assert.StartsWith(
            "StepUnknown,", session.Fail("Get-GlacierCheckpoint 8 -Environment $name").FullyQualifiedErrorId, StringComparison.Ordinal);
        var unasked = session.Try("Invoke-GlacierCheckpoint 1 nowhere -AsExitCode");
        Assert.Equal("2", Assert.Single(unasked.Objects).ToString());
        Assert.Single(unasked.Errors);
        var unverified = session.One("Invoke-GlacierCheckpoint 1 $name -Verify -WarningAction SilentlyContinue");
        Assert.Equal(("Unchecked", "2"), (unverified.Text("Status"), unverified.Text("ExitCode")));
    }
}
