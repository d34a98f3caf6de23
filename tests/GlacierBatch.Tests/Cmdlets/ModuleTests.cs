using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>The module as a whole: README's pipeline, imports, removals, another folder.</summary>
public sealed class ModuleTests
{
    private const string Pipeline = """
        Get-GlacierRegion -Environment $name -Index 0:3 |
            Submit-GlacierJob -Satellite sentinel2 -Date1 2025-08-01 -Date2 2025-08-06 -MemoryMiB 512 |
            Wait-GlacierJob | Test-GlacierOutput
        """;

    [Fact]
    public void The_pipeline_of_the_readme_runs_from_regions_to_verdicts_and_leaves_the_data()
    {
        using var session = new ModuleSession();

        var environment = session.One("$e = New-GlacierBatchEnvironment -Name $name -Service Local -Workload $workload; $e");
        var verdicts = session.Run(Pipeline);
        var failed = session.Run("Get-GlacierJob -Environment $name | Where-Object Status -eq FAILED | Get-GlacierJobLog");
        var removed = session.Run("$e | Remove-GlacierBatch -Force");

        Assert.Equal(session.Name, environment.Text("Name"));
        Assert.Equal(["Passed", "Passed", "Passed"], verdicts.Texts("Status"));
        Assert.Equal(
            ["018_snebrae", "063_isvand_north", "107_tasiusarsik_west"], verdicts.Texts("Region").Order(StringComparer.Ordinal));
        Assert.Empty(failed);
        Assert.Empty(removed);
        Assert.Empty(session.Run("Get-GlacierBatchEnvironment $name*"));
        Assert.True(File.Exists(Path.Combine(
            environment.Text("Bucket"), "1_download_merge_and_clip", "sentinel2", "018_snebrae", "template", "018_snebrae.tif")));
    }

    [Fact]
    public void After_an_import_by_force_everything_works_again()
    {
        using var session = new ModuleSession();
        session.MakeEnvironment();
        var first = session.Run(Pipeline);
        var commands = session.Run("Get-Command -Module GlacierBatch").Count;

        session.Run("Import-Module $manifest -Force");
        var second = session.Run(Pipeline);
        session.Run("Import-Module $manifest -Force; Import-Module $manifest -Force");

        Assert.All([.. first, .. second], verdict => Assert.Equal("Passed", verdict.Text("Status")));
        Assert.Equal(6, session.Run("Get-GlacierJob -Environment $name").Count);
        Assert.Equal(commands, session.Run("Get-Command -Module GlacierBatch").Count);

        // The runbook's functions call cmdlets that are not exported.
        Assert.Equal(6, session.Run("Get-GlacierCheckpoint -Environment $name").Count);
    }

    [Fact]
    public void A_removed_module_takes_its_commands_along_and_can_be_imported_again()
    {
        using var session = new ModuleSession();

        session.Run("Remove-Module GlacierBatch");
        var error = session.Fail("Get-GlacierBatchEnvironment");
        session.Run("Import-Module $manifest");

        Assert.Equal("CommandNotFoundException", error.FullyQualifiedErrorId);
        Assert.Empty(session.Run("Get-GlacierJob | Where-Object Environment -eq $name"));
    }

    [Fact]
    public void The_manifest_exports_what_the_assembly_has()
    {
        using var session = new ModuleSession();

        var module = session.One("Get-Module GlacierBatch");
        var listed = session.Run("(Test-ModuleManifest $manifest).ExportedCmdlets.Keys");
        var loaded = session.Run("(Get-Command -Module GlacierBatch -CommandType Cmdlet).Name");

        Assert.Equal("GlacierBatch", module.Text("Name"));
        Assert.Equal(listed.Select(name => name.ToString()).Order(), loaded.Select(name => name.ToString()).Order());
        Assert.Contains("Submit-GlacierJob", loaded.Select(name => name.ToString()));
    }

    [Fact]
    public void Every_command_with_side_effects_knows_what_if()
    {
        using var session = new ModuleSession();

        var without = session.Run("""
            Get-Command -Module GlacierBatch |
                Where-Object { $_.Verb -notin 'Get', 'Measure', 'Test', 'Wait' -and -not $_.Parameters.ContainsKey('WhatIf') } |
                ForEach-Object Name
            """);

        Assert.Empty(without);
    }

    [Fact]
    public void It_works_under_strict_mode()
    {
        using var session = new ModuleSession();
        session.Run("Set-StrictMode -Version Latest");
        session.MakeEnvironment();

        var verdicts = session.Run("Set-StrictMode -Version Latest; " + Pipeline);
        var jobs = session.Run("""
            Set-StrictMode -Version Latest
            Get-GlacierJob -Environment $name | ForEach-Object { "$($_.JobId) $($_.StatusReason) $($_.Duration) $($_.PeakMemoryBytes)" }
            Get-GlacierRun -Environment $name | ForEach-Object { "$($_.RestartOf)" }
            """);

        Assert.Equal(3, verdicts.Count);
        Assert.Equal(4, jobs.Count);
    }

    [Fact]
    public async Task A_copy_of_the_module_works_from_a_folder_with_spaces_and_umlauts()
    {
        using var host = new HostSession();
        var copy = Path.Combine(host.Folder, "Größe und Maß é");
        GatedWorkload.CopyFolder(Path.Combine(RepositoryRoot.Path, "module"), Path.Combine(copy, "module"));
        File.Copy(ModuleSession.Manifest, Path.Combine(copy, "GlacierBatch.psd1"));
        host.Variables["GLACIERBATCH_MODULE"] = Path.Combine(copy, "GlacierBatch.psd1");
        host.Variables["GLACIERBATCH_HOME"] = Path.Combine(copy, "das Zuhause");

        var lines = await host.RunAsync("""
            (Get-Module GlacierBatch).Path
            [AppDomain]::CurrentDomain.GetAssemblies() |
                Where-Object { $_.GetName().Name -eq 'GlacierBatch.Core' } | ForEach-Object Location
            $e = New-GlacierBatchEnvironment -Name demo -Workload $workload
            Get-GlacierRegion -Environment demo -Index 0:3 | Submit-GlacierJob -Satellite sentinel2, landsat -Date1 2025-08-01 `
                -Date2 2025-08-06 -MemoryMiB 512 | Wait-GlacierJob | Test-GlacierOutput | ForEach-Object { "$($_.Status)" }
            $e | Remove-GlacierBatch -Force
            """);

        Assert.StartsWith(copy, lines[0]);
        Assert.Equal(Path.Combine(copy, "module", "bin", "GlacierBatch.Core.dll"), lines[1]);
        Assert.Equal(Enumerable.Repeat("Passed", 6), lines.Skip(2));
    }
}
