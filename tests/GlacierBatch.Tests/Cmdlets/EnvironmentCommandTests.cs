using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>New-, Get-, Set-, Test-GlacierBatchEnvironment and Remove-GlacierBatch.</summary>
public sealed class EnvironmentCommandTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_new_environment_has_the_limits_given_and_defaults_for_the_others()
    {
        var environment = _session.MakeEnvironment("-MemoryMiB 256 -TimeoutSeconds 90 -MaxAttempts 2");

        Assert.Equal(_session.Name, environment.Text("Name"));
        Assert.Equal("Local", environment.Text("Service"));
        Assert.Equal(_session.Bucket, environment.Text("Bucket"));
        Assert.Equal("1_download_merge_and_clip", environment.Text("BasePath"));
        Assert.Equal(1, environment.Number("VCpu"));
        Assert.Equal(256, environment.Number("MemoryMiB"));
        Assert.Equal(90, environment.Number("TimeoutSeconds"));
        Assert.Equal(2, environment.Number("MaxAttempts"));
        Assert.Equal(Environment.ProcessorCount, environment.Number("MaxvCpu"));
        Assert.Equal(64, environment.Text("WorkloadRevision").Length);
        Assert.Equal(environment.Everything(), _session.One("Get-GlacierBatchEnvironment $name").Everything());
    }

    [Fact]
    public void Made_again_it_keeps_what_is_not_given_anew()
    {
        var first = _session.MakeEnvironment("-MemoryMiB 256 -BasePath season/2025");

        var again = _session.One("New-GlacierBatchEnvironment $name -TimeoutSeconds 77");

        Assert.Equal("season/2025", again.Text("BasePath"));
        Assert.Equal(256, again.Number("MemoryMiB"));
        Assert.Equal(77, again.Number("TimeoutSeconds"));
        Assert.Equal(first.Text("WorkloadRevision"), again.Text("WorkloadRevision"));
        Assert.Equal(first.Text("CreatedAt"), again.Text("CreatedAt"));
    }

    [Theory]
    [InlineData("$folder/bucket")]
    [InlineData("file://$folder/bucket")]
    public void A_bucket_is_a_folder_of_the_users_choice(string bucket)
    {
        var environment = _session.MakeEnvironment($"-Bucket \"{bucket}\"");

        Assert.Equal(Path.Combine(_session.Folder, "bucket"), environment.Text("Bucket"));
        Assert.True(File.Exists(Path.Combine(_session.Folder, "bucket", "environments", $"{_session.Name}.json")));
        Assert.False(Directory.Exists(_session.Bucket));
    }

    [Fact]
    public void A_relative_bucket_lies_where_the_user_stands()
    {
        _session.Run("$null = $ExecutionContext.SessionState.Path.SetLocation($folder)");

        var environment = _session.MakeEnvironment("-Bucket ./here");

        Assert.Equal(Path.Combine(_session.Folder, "here"), environment.Text("Bucket"));
    }

    [Fact]
    public void A_removed_environment_finds_its_runs_again_in_its_bucket()
    {
        _session.MakeEnvironment("-Bucket $folder/bucket");
        var before = _session.Run("""
            Submit-GlacierJob 134_Arsuk -Satellite sentinel2 -Date1 2025-08-01 -Date2 2025-08-06 -Environment $name -MemoryMiB 256 `
                -RunName kept | Wait-GlacierJob
            """);
        _session.Run("Remove-GlacierBatch $name -Force");
        var between = _session.Run("Get-GlacierJob | Where-Object Environment -eq $name");

        _session.MakeEnvironment("-Bucket $folder/bucket");
        var after = _session.Run("Get-GlacierJob -Environment $name");

        Assert.Empty(between);
        Assert.Equal(before.Texts("JobId"), after.Texts("JobId"));
        Assert.Equal(["SUCCEEDED"], after.Texts("Status"));
        Assert.Equal(["Done"], after.Texts("Outcome"));
        Assert.Equal(["Passed"], _session.Run("Test-GlacierOutput -RunName kept -Environment $name").Texts("Status"));
    }

    [Fact]
    public void The_groups_own_configuration_is_read_with_its_comments_and_a_parameter_beats_it()
    {
        File.WriteAllText(Path.Combine(_session.Folder, "aws_config.ini"), """
            # The group's file
            [AWS_ACCOUNT]
            aws_region = us-west-2
            aws_profile = default # whatever this is

            [STORAGE]
            s3_bucket = greenland-glacier-data # not a folder
            s3_base_path = season_2025/clipped/ # below the bucket

            [BATCH]
            vcpus = 0.5 # cores
            memory = 384 # MiB
            timeout = 120
            """);

        var environment = _session.MakeEnvironment("-ConfigurationPath $folder/aws_config.ini -TimeoutSeconds 60");

        Assert.Equal("season_2025/clipped", environment.Text("BasePath"));
        Assert.Equal(0.5, environment.Number("VCpu"));
        Assert.Equal(384, environment.Number("MemoryMiB"));
        Assert.Equal(60, environment.Number("TimeoutSeconds"));
        var job = _session.One("""
            Submit-GlacierJob 134_Arsuk -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 -Environment $name | Wait-GlacierJob
            """);
        Assert.Equal(384, job.Number("MemoryMiB"));
        Assert.Equal("Passed", _session.One("Get-GlacierJob -Environment $name | Test-GlacierOutput").Text("Status"));
        Assert.True(Directory.Exists(Path.Combine(_session.Bucket, "season_2025", "clipped", "landsat", "134_Arsuk")));
    }

    [Fact]
    public void Get_lists_by_wildcards_and_by_names_of_any_case()
    {
        _session.MakeEnvironment();
        _session.Run("New-GlacierBatchEnvironment \"$name-b\"");

        Assert.Equal(2, _session.Run("Get-GlacierBatchEnvironment \"$name*\"").Count);
        Assert.Single(_session.Run("Get-GlacierBatchEnvironment \"$($name.ToUpperInvariant())\""));
        Assert.Equal(2, _session.Run("$name, \"$name-b\" | Get-GlacierBatchEnvironment").Count);
        Assert.Empty(_session.Run("Get-GlacierBatchEnvironment nothing-like-it-*"));
        Assert.Contains(_session.Name, _session.Try("Get-GlacierBatchEnvironment").Objects.Texts("Name"));
    }

    [Fact]
    public void Set_changes_what_the_next_run_is_given_and_not_the_runs_before()
    {
        _session.MakeEnvironment("-MemoryMiB 256");
        const string submit = """
            Submit-GlacierJob 134_Arsuk -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 -Environment $name -NoStart
            """;
        var before = _session.One(submit);

        var set = _session.One(
            "Set-GlacierBatchEnvironment $name -MemoryMiB 320 -VCpu 0.25 -TimeoutSeconds 45 -MaxAttempts 5 -MaxvCpu 1.5");
        var after = _session.One(submit);

        Assert.Equal(
            [320, 0.25, 45, 5, 1.5],
            new[] { "MemoryMiB", "VCpu", "TimeoutSeconds", "MaxAttempts", "MaxvCpu" }.Select(set.Number));
        Assert.Equal(set.Everything(), _session.One("Get-GlacierBatchEnvironment $name").Everything());
        Assert.Equal((256, 1), (before.Number("MemoryMiB"), before.Number("VCpu")));
        Assert.Equal((320, 0.25), (after.Number("MemoryMiB"), after.Number("VCpu")));
        Assert.Equal((256, 1), (_session.One("Get-GlacierJob $args[0]", before).Number("MemoryMiB"), before.Number("VCpu")));
    }

    [Fact]
    public void Environments_are_changed_and_tested_from_the_pipeline()
    {
        _session.MakeEnvironment();
        _session.Run("New-GlacierBatchEnvironment \"$name-b\" -Workload $workload");

        var changed = _session.Run("Get-GlacierBatchEnvironment \"$name*\" | Set-GlacierBatchEnvironment -TimeoutSeconds 12");
        var quiet = _session.One("$name, \"$name-b\" | Test-GlacierBatchEnvironment -Quiet");

        Assert.Equal(["12", "12"], changed.Texts("TimeoutSeconds"));
        Assert.True(Assert.IsType<bool>(quiet.BaseObject));
    }

    [Fact]
    public void A_ready_environment_passes_every_check()
    {
        _session.MakeEnvironment("-MemoryMiB 256");

        var checks = _session.Run("Test-GlacierBatchEnvironment $name");

        Assert.Equal(["Bucket", "Workload", "Python", "Capacity"], checks.Texts("Name"));
        Assert.All(checks, check => Assert.True(Assert.IsType<bool>(check.Value("Passed")), check.Everything()));
        Assert.Contains("7 regions", checks[1].Text("Evidence"));
    }

    [Fact]
    public void What_would_stop_a_job_is_told_with_the_fix()
    {
        _session.Run("New-GlacierBatchEnvironment $name -MemoryMiB 16777216");

        var failed = _session.Run("Test-GlacierBatchEnvironment $name | Where-Object { -not $_.Passed }");
        var quiet = _session.One("Test-GlacierBatchEnvironment $name -Quiet");

        Assert.Equal(["Workload", "Capacity"], failed.Texts("Name"));
        Assert.Contains("Publish-GlacierWorkload", failed[0].Text("Recommendation"));
        Assert.Contains("Set-GlacierBatchEnvironment", failed[1].Text("Recommendation"));
        Assert.False(Assert.IsType<bool>(quiet.BaseObject));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("path")]
    [InlineData("empty")]
    public void A_damaged_list_of_the_workloads_files_is_a_failed_check(string damage)
    {
        // Scripts of the test's own: the sample's may lie in this machine's cache already.
        _session.Set("workload", new GatedWorkload(_session.Folder).Path);
        var revision = _session.MakeEnvironment().Text("WorkloadRevision");
        var index = Path.Combine(_session.Bucket, "workloads", $"{revision}.json");
        var text = File.ReadAllText(index);
        File.WriteAllText(index, damage switch
        {
            "cut" => text[..(text.Length / 2)],
            "path" => text.Replace("1_download_merge_and_clip/", "../../1_download_merge_and_clip/", StringComparison.Ordinal),
            _ => "",
        });

        var failed = _session.One("Test-GlacierBatchEnvironment $name | Where-Object { -not $_.Passed }");

        Assert.Equal("Workload", failed.Text("Name"));
        Assert.Contains("Publish-GlacierWorkload", failed.Text("Recommendation"));
        Assert.False(Assert.IsType<bool>(_session.One("Test-GlacierBatchEnvironment $name -Quiet").BaseObject));
    }

    [Fact]
    public void Removing_stops_the_jobs_and_leaves_the_bucket()
    {
        var gated = new GatedWorkload(_session.Folder);
        _session.Set("workload", gated.Path);
        _session.MakeEnvironment();
        _session.Run("""
            Get-GlacierRegion -Environment $name -Index :3 |
                Submit-GlacierJob -Satellite sentinel2 -Date1 2025-08-01 -Date2 2025-08-06 -MemoryMiB 256 -RunName open
            """);

        var verbose = _session.RunAll("Get-GlacierBatchEnvironment $name | Remove-GlacierBatch -Force -Verbose").Verbose;

        Assert.Contains(verbose, line => line.Contains($"{_session.Name} is removed", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(_session.Bucket, "runs", "open", "manifest.json")));
        Assert.False(File.Exists(Path.Combine(_session.Bucket, "environments", $"{_session.Name}.json")));
        Assert.Empty(Snapshot.Of(_session).Rows);
        Assert.Empty(Snapshot.ReadFiles(Path.Combine(ModuleHome.Path, "scratch", _session.Name)));
    }
}
