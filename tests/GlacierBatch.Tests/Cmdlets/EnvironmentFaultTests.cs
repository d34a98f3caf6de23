using System.Management.Automation;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>What is refused of environments: with an id, a category and what to do, and nothing changed.</summary>
public sealed class EnvironmentFaultTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("New-GlacierBatchEnvironment '../evil' -Workload $workload", "InvalidEnvironmentName", ErrorCategory.InvalidArgument)]
    [InlineData("New-GlacierBatchEnvironment 'a b' -Workload $workload", "InvalidEnvironmentName", ErrorCategory.InvalidArgument)]
    [InlineData("New-GlacierBatchEnvironment aux -Workload $workload", "InvalidEnvironmentName", ErrorCategory.InvalidArgument)]
    [InlineData("New-GlacierBatchEnvironment $name -Bucket s3://there", "BucketNotAFolder", ErrorCategory.InvalidArgument)]
    [InlineData("New-GlacierBatchEnvironment $name -Service Batch", "NoBucket", ErrorCategory.InvalidArgument)]
    [InlineData("New-GlacierBatchEnvironment $name -Service Batch -Bucket Not_A_Name", "BucketNotAtAws", ErrorCategory.InvalidArgument)]
    [InlineData("New-GlacierBatchEnvironment $name -Compute Spot", "ComputeNotLocal", ErrorCategory.InvalidArgument)]
    [InlineData("New-GlacierBatchEnvironment $name -BasePath ../out", "InvalidBasePath", ErrorCategory.InvalidArgument)]
    [InlineData("New-GlacierBatchEnvironment $name -Workload $folder/none", "WorkloadNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("New-GlacierBatchEnvironment $name -Workload $folder", "WorkloadWithoutScripts", ErrorCategory.InvalidData)]
    [InlineData("New-GlacierBatchEnvironment $name -RegionCatalog $manifest", "CatalogWithoutWorkload", ErrorCategory.InvalidArgument)]
    [InlineData("New-GlacierBatchEnvironment $name -VCpu 0", "LimitOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("New-GlacierBatchEnvironment $name -VCpu ([double]::NaN)", "LimitOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("New-GlacierBatchEnvironment $name -MemoryMiB 1", "LimitOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("New-GlacierBatchEnvironment $name -TimeoutSeconds -1", "LimitOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("New-GlacierBatchEnvironment $name -MaxvCpu 0", "LimitOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("New-GlacierBatchEnvironment $name -MaxAttempts 11", "LimitOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("New-GlacierBatchEnvironment $name -ConfigurationPath $folder/no.ini",
        "ConfigurationUnreadable", ErrorCategory.ObjectNotFound)]
    [InlineData("New-GlacierBatchEnvironment $name -ConfigurationPath $folder/a/no.ini",
        "ConfigurationUnreadable", ErrorCategory.ObjectNotFound)]
    [InlineData("New-GlacierBatchEnvironment $name -ConfigurationPath $folder/bad.ini", "ConfigurationInvalid", ErrorCategory.InvalidData)]
    [InlineData("New-GlacierBatchEnvironment $name -ConfigurationPath $folder/worse.ini",
        "ConfigurationUnreadable", ErrorCategory.InvalidData)]
    public void A_faulty_new_one_is_refused_and_not_made(string script, string id, ErrorCategory category)
    {
        File.WriteAllText(Path.Combine(_session.Folder, "bad.ini"), "[BATCH]\nmemory = much # MiB\n");
        File.WriteAllText(Path.Combine(_session.Folder, "worse.ini"), "no section\n");

        _session.Fail(script).Is(id, category);

        Assert.Empty(_session.Run("Get-GlacierBatchEnvironment $name*"));
        Assert.Empty(Snapshot.Of(_session).Rows);
        Assert.False(File.Exists(Path.Combine(_session.Bucket, "environments", $"{_session.Name}.json")));
    }

    [Theory]
    [InlineData("New-GlacierBatchEnvironment $name -Bucket $folder/other", "EnvironmentHasOtherBucket", ErrorCategory.ResourceExists)]
    [InlineData("New-GlacierBatchEnvironment $name -MemoryMiB 3", "LimitOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("New-GlacierBatchEnvironment $name -Workload $workload -RegionCatalog $manifest",
        "CatalogNotGeoPackage", ErrorCategory.InvalidData)]
    [InlineData("Set-GlacierBatchEnvironment $name -Compute OnDemand", "ComputeNotLocal", ErrorCategory.InvalidArgument)]
    [InlineData("Set-GlacierBatchEnvironment $name -MemoryMiB 3", "LimitOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("Set-GlacierBatchEnvironment $name -MaxAttempts 0", "LimitOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("Set-GlacierBatchEnvironment $name -TimeoutSeconds 0", "LimitOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("Set-GlacierBatchEnvironment $name -BasePath /../x", "InvalidBasePath", ErrorCategory.InvalidArgument)]
    [InlineData("Publish-GlacierWorkload $folder -Environment $name", "WorkloadWithoutScripts", ErrorCategory.InvalidData)]
    [InlineData("Publish-GlacierWorkload $folder/none -Environment $name", "WorkloadNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Publish-GlacierWorkload $folder/bare -Environment $name", "WorkloadWithoutCatalog", ErrorCategory.ObjectNotFound)]
    public void A_faulty_change_changes_nothing(string script, string id, ErrorCategory category)
    {
        var bare = Path.Combine(_session.Folder, "bare");
        Directory.CreateDirectory(Path.GetDirectoryName(GatedWorkload.Script(bare)) ?? bare);
        File.WriteAllText(GatedWorkload.Script(bare), "");
        _session.MakeEnvironment();
        var before = Snapshot.Of(_session);

        _session.Fail(script).Is(id, category);

        before.AssertUnchanged(_session);
        Assert.False(Directory.Exists(Path.Combine(_session.Folder, "other")));
    }

    [Theory]
    [InlineData("Get-GlacierBatchEnvironment $name")]
    [InlineData("Set-GlacierBatchEnvironment $name -VCpu 1")]
    [InlineData("Test-GlacierBatchEnvironment $name")]
    [InlineData("Publish-GlacierWorkload $workload -Environment $name")]
    [InlineData("Remove-GlacierBatch $name -Force")]
    [InlineData("Get-GlacierRegion -Environment $name")]
    [InlineData("Get-GlacierJob -Environment $name")]
    [InlineData("Get-GlacierRun -Environment $name")]
    [InlineData("Submit-GlacierJob 134_Arsuk -Satellite landsat -StartDate 2025-08-01 -EndDate 2025-08-06 -Environment $name")]
    [InlineData("Wait-GlacierJob -RunName r -Environment $name")]
    [InlineData("Stop-GlacierJob -RunName r -Environment $name")]
    [InlineData("Restart-GlacierJob -RunName r -Environment $name")]
    [InlineData("Get-GlacierJobLog -RunName r -Environment $name")]
    [InlineData("Test-GlacierOutput -RunName r -Environment $name")]
    [InlineData("Test-GlacierOutput -Region 134_Arsuk -Satellite landsat -Environment $name")]
    [InlineData("Save-GlacierOutput -RunName r -Environment $name -Path $folder/out")]
    public void An_unknown_environment_is_named(string script)
    {
        _session.Run("New-GlacierBatchEnvironment \"$name-known\"");

        var error = _session.Fail(script);

        error.Is("EnvironmentNotFound", ErrorCategory.ObjectNotFound, _session.Name);
        Assert.Contains($"{_session.Name}-known", error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void One_unknown_name_of_several_keeps_none_of_the_others_back()
    {
        _session.MakeEnvironment();

        var result = _session.Try("Get-GlacierBatchEnvironment none-at-all, $name");

        Assert.Equal([_session.Name], result.Objects.Texts("Name"));
        Assert.Single(result.Errors).Is("EnvironmentNotFound", ErrorCategory.ObjectNotFound, "none-at-all");
    }

    [Theory]
    [InlineData("-Service Lambda")]
    [InlineData("-MemoryMiB much")]
    public void What_does_not_bind_is_the_engines_error(string parameter)
    {
        var error = _session.Fail($"New-GlacierBatchEnvironment $name {parameter}");

        Assert.StartsWith("CannotConvertArgumentNoMessage,", error.FullyQualifiedErrorId);
        Assert.False(Directory.Exists(_session.Bucket));
    }

    [Fact]
    public void A_bucket_that_cannot_be_written_is_refused()
    {
        File.WriteAllText(Path.Combine(_session.Folder, "file"), "");

        var error = _session.Fail("New-GlacierBatchEnvironment $name -Bucket $folder/file/bucket");

        error.Is("BucketNotWritable", ErrorCategory.PermissionDenied);
        Assert.Empty(Snapshot.Of(_session).Rows);
    }

    [Fact]
    public void A_bucket_whose_record_is_gone_is_told_and_can_be_forgotten()
    {
        _session.MakeEnvironment();
        File.Delete(Path.Combine(_session.Bucket, "environments", $"{_session.Name}.json"));

        _session.Fail("Get-GlacierBatchEnvironment $name").Is("EnvironmentRecordMissing", ErrorCategory.ObjectNotFound);
        _session.Run("Remove-GlacierBatch $name -Force");

        Assert.Empty(Snapshot.Of(_session).Rows);
    }

    [Fact]
    public async Task Without_a_name_the_only_environment_counts_and_none_or_several_are_told()
    {
        using var host = new HostSession();

        var lines = await host.RunAsync("""
            $ErrorActionPreference = 'Continue'
            function Show($problem) { "$($problem.FullyQualifiedErrorId) | $($problem.ErrorDetails.RecommendedAction)" }
            try { Get-GlacierRegion } catch { Show $_ }
            $null = New-GlacierBatchEnvironment one -Workload $workload
            "$(@(Get-GlacierRegion).Count) regions"
            $null = New-GlacierBatchEnvironment two -Workload $workload
            try { Get-GlacierRegion } catch { Show $_ }
            """);

        Assert.Equal(3, lines.Count);
        Assert.StartsWith("NoEnvironment,", lines[0]);
        Assert.Contains("New-GlacierBatchEnvironment", lines[0]);
        Assert.Equal("7 regions", lines[1]);
        Assert.StartsWith("EnvironmentNotNamed,", lines[2]);
        Assert.Contains("one, two", lines[2]);
    }

    [Fact]
    public async Task No_python_is_told_before_anything_is_submitted()
    {
        using var host = new HostSession();
        host.Variables["GLACIERBATCH_PYTHON"] = Path.Combine(host.Folder, "no-python");

        var lines = await host.RunAsync("""
            $null = New-GlacierBatchEnvironment one -Workload $workload
            $check = Test-GlacierBatchEnvironment one | Where-Object Name -eq Python
            "$($check.Passed) | $($check.Recommendation)"
            try { Submit-GlacierJob 134_Arsuk -Satellite landsat -StartDate 2025-08-01 -EndDate 2025-08-06 }
            catch { "$($_.FullyQualifiedErrorId) | $($_.CategoryInfo.Category) | $($_.ErrorDetails.RecommendedAction)" }
            "$(@(Get-GlacierRun).Count) runs"
            """);

        Assert.StartsWith("False | ", lines[0]);
        Assert.Contains("GLACIERBATCH_PYTHON", lines[0]);
        Assert.StartsWith("PythonNotFound,", lines[1]);
        Assert.Contains("ResourceUnavailable", lines[1]);
        Assert.Contains("GLACIERBATCH_PYTHON", lines[1]);
        Assert.Equal("0 runs", lines[2]);
    }
}
