using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>The real catalogue of 192 regions through the whole pipeline.</summary>
public sealed class ProductionRegionsTests
{
    [Fact]
    public async Task All_192_regions_run_from_the_catalogue_to_passed_verdicts()
    {
        var catalog = SharedData.ProductionCatalog();
        using var host = new HostSession();

        var lines = await host.RunAsync("""
            $null = New-GlacierBatchEnvironment greenland -Workload $workload -RegionCatalog $rest
            $verdicts = @(Get-GlacierRegion -Environment greenland |
                Submit-GlacierJob -Satellite sentinel2 -Date1 2025-08-01 -Date2 2025-08-06 -MemoryMiB 1024 -RunName all |
                Wait-GlacierJob | Test-GlacierOutput)
            "$($verdicts.Count) $(@($verdicts | Where-Object Status -eq Passed).Count)"
            $run = Get-GlacierRun all -Environment greenland
            "$($run.Jobs) $($run.Succeeded) $($run.Failed)"
            $scenes = 0
            $verdicts | ForEach-Object { $scenes += $_.Scenes }
            "$scenes"
            """, catalog);

        Assert.Equal(["192 192", "192 192 0", "192"], lines);
    }
}
