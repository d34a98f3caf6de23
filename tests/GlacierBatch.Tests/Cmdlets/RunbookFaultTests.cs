using System.Management.Automation;
using GlacierBatch.Tests.TestSupport;
using Microsoft.Data.Sqlite;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>Steps whose work goes wrong on this machine: what is decided then, what is advised, and what the pages say.</summary>
public sealed class RunbookFaultTests : IDisposable
{
    private const string Scripts = TestWorkload.Scripts;

    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    private string Workload => Path.Combine(_session.Folder, "faulty");

    [Fact]
    public void A_bucket_that_cannot_be_written_is_no_pass_of_step_two()
    {
        _session.MakeEnvironment();
        File.WriteAllText(Path.Combine(_session.Bucket, "batch-test"), "in the way");

        var two = Take(2);

        Assert.Equal("Escalate", two.Text("Decision"));
        Assert.Contains("batch-test/hello.txt", two.Text("Reason"));
        Assert.Contains("- Write to an EBS volume, and sync it to S3 from time to time", Page("BATCH_STEP2_STATUS.md"));
    }

    [Fact]
    public void A_library_that_is_missing_is_named_by_step_three_and_the_fourth_crash_is_the_end()
    {
        Make();
        File.WriteAllText(Path.Combine(Workload, Scripts, "common", "more.py"), "import nowhere_to_be_had\n");
        _session.Run("Publish-GlacierWorkload -Environment $name -Path $faulty");

        for (var attempt = 1; attempt <= 4; attempt++)
        {
            var three = Take(3);
            Assert.Equal(
                ("NoGo", $"{attempt}", $"{attempt == 4}"),
                (three.Text("Decision"), three.Text("CrashedAttempts"), three.Text("IsAbandoned")));
        }

        var imports = Criterion(3, "Imports");
        Assert.Contains("nowhere_to_be_had", imports.Text("Evidence"));
        Assert.Equal(("Failed", "1"), (imports.Text("Verdict"), imports.Text("Value")));
        var page = Page("BATCH_STEP3_FAILURE_ANALYSIS.md");
        Assert.Contains("| Attempts | 4, 4 of them crashed |", page);
        Assert.Equal(4, page.Split("## Evidence of attempt ").Length - 1);
        Assert.Contains("- Simplify the image", page);
        Assert.Contains("- Build the stack with conda", page);
    }

    [Fact]
    public void A_lost_scene_in_step_four_is_escalated_with_the_plans_alternatives()
    {
        Make("missing-scene@140_CentralLindenow", ("SAMPLE_SCENES", "3"));

        var four = Take(4);
        var code = _session.One("""
            Invoke-GlacierCheckpoint 4 $name -AsExitCode -StatusPath $folder/status -WarningAction SilentlyContinue
            """);

        Assert.Equal("Escalate", four.Text("Decision"));
        Assert.Contains("Job is FAILED", four.Text("Reason"));
        Assert.Equal("2", code.ToString());
        var page = Page("BATCH_STEP4_STATUS.md");
        Assert.Contains("# Step 4, Single glacier: ESCALATE", page);
        Assert.Contains("- Keep Lambda", page);
        Assert.Contains("- Optimise the HPC cluster", page);
        Assert.Contains("LostScenes", page);
        Assert.Equal("2", _session.One("Get-GlacierCheckpoint 4 -Environment $name").Text("Attempts"));
    }

    [Fact]
    public void More_than_one_failure_among_several_regions_is_no_go()
    {
        Make("exit-1@134_Arsuk,no-output@191_Hagen_Brae");

        var five = Take(5);

        Assert.Equal("NoGo", five.Text("Decision"));
        Assert.Contains("smaller runs", Advice(5));
        Assert.Equal("1 of 3", Criterion(5, "SecondRun").Text("Value"));
        Assert.Contains("- Revert to Lambda", Page("BATCH_STEP5_STATUS.md"));
    }

    [Fact]
    public void The_same_failure_everywhere_in_the_production_test_is_abandoned_with_an_analysis()
    {
        Make("exit-1");

        var six = Take(6);

        Assert.Equal(("NoGo", "True", "1"), (six.Text("Decision"), six.Text("IsAbandoned"), six.Text("ExitCode")));
        var page = Page("BATCH_STEP6_FAILURE_ANALYSIS.md");
        Assert.Contains("same failure everywhere", page);
        Assert.Contains("Keep Lambda", page);
        Assert.Contains("Script", page);
    }

    [Theory]
    [InlineData("hang@134_Arsuk", "-TimeoutSeconds 4", "Timeout", "60 min")]
    [InlineData("memory@134_Arsuk", "", "OutOfMemory", "next size class")]
    public void Under_ninety_per_cent_the_way_in_which_regions_fail_names_the_cure(string fault, string more, string mode, string advice)
    {
        Make(fault, ("SAMPLE_MEMORY_MAX", "64"));

        var six = Take(6, more);

        Assert.Equal(("NoGo", "False"), (six.Text("Decision"), six.Text("IsAbandoned")));
        Assert.Contains(advice, Advice(6));
        Assert.Equal("85.7 %", Criterion(6, "SuccessRate").Text("Value"));
        Assert.Equal(mode == "OutOfMemory" ? "1" : "0", Criterion(6, "MemoryErrors").Text("Value"));
        Assert.Equal(mode, _session.One(
            "(Get-GlacierCheckpoint 6 -Environment $name).Figures | Where-Object Name -eq FailureMode").Text("Value"));
        Assert.Contains(advice, Page("BATCH_STEP6_STATUS.md"));
    }

    [Fact]
    public void A_region_without_scenes_counts_neither_as_a_success_nor_as_a_failure()
    {
        Make("no-scenes@134_Arsuk");

        var six = Take(6);

        Assert.Equal("Go", six.Text("Decision"));
        var rate = Criterion(6, "SuccessRate");
        Assert.Equal("100 %", rate.Text("Value"));
        Assert.StartsWith("6 of 6 regions (0:25 of the catalogue are 7), 1 without scenes", rate.Text("Evidence"));
        Assert.Contains("the estimated bill beside it: USD 0.0000", Criterion(6, "PlanCost").Text("Evidence"));
    }

    [Fact]
    public void Between_ninety_and_ninety_five_per_cent_a_person_decides()
    {
        const int regions = 12;
        Make("exit-1@region_03");
        Multiply("134_Arsuk", regions);
        _session.Run("Publish-GlacierWorkload -Environment $name -Path $faulty");

        var six = Take(6);

        Assert.Equal(("Escalate", "False", "2"), (six.Text("Decision"), six.Text("IsAbandoned"), six.Text("ExitCode")));
        var rate = Criterion(6, "SuccessRate");
        Assert.Equal(("Failed", "91.7 %"), (rate.Text("Verdict"), rate.Text("Value")));
        Assert.StartsWith($"11 of {regions} regions", rate.Text("Evidence"));
        Assert.Contains("decide with the group", Page("BATCH_STEP6_STATUS.md"));
    }

    private void Make(string fault = "", params (string Name, string Value)[] settings)
    {
        var all = settings.ToDictionary(each => each.Name, each => each.Value);
        all["SAMPLE_FAULT"] = fault;
        _session.Set("faulty", TestWorkload.OfSample(Workload, all));
        _session.Run("New-GlacierBatchEnvironment $name -Workload $faulty -MaxAttempts 1");
    }

    /// <summary>Puts so many regions into the catalogue in the place of all others, each like this one.</summary>
    private void Multiply(string region, int count)
    {
        var file = Path.Combine(Workload, Scripts, "ancillary", "glacier_roi_v2", "glaciers_roi_proj_v3_300m.gpkg");
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < $count)
            INSERT INTO glaciers_roi_proj_v3_300m (geom, region, Area, utm_est, utm_grid, coverage, tile_count)
                SELECT geom, printf('region_%02d', n), Area, utm_est, utm_grid, coverage, tile_count
                FROM glaciers_roi_proj_v3_300m, numbers WHERE region = $region;
            DELETE FROM glaciers_roi_proj_v3_300m WHERE region NOT LIKE 'region_%';
            """;
        command.Parameters.AddWithValue("$count", count);
        command.Parameters.AddWithValue("$region", region);
        command.ExecuteNonQuery();
    }

    private PSObject Take(int step, string more = "") => _session.One(
        $"Invoke-GlacierCheckpoint {step} $name {RunbookCommandTests.Sample} {more} -WarningAction SilentlyContinue");

    private PSObject Criterion(int step, string name) => _session.One(
        $"(Get-GlacierCheckpoint {step} -Environment $name).Criteria | Where-Object Name -eq {name}");

    private string Advice(int step) => _session.One($"(Get-GlacierCheckpoint {step} -Environment $name).Advice[0]").ToString();

    private string Page(string name) => File.ReadAllText(Path.Combine(_session.Folder, "status", name));
}
