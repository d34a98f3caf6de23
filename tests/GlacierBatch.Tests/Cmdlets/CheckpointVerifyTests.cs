using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>Checkpoints verified by their Pester suites in a real pwsh: what is said of one, and of what could not be checked.</summary>
public sealed class CheckpointVerifyTests
{
    [Fact]
    public async Task A_step_that_was_run_is_verified_and_one_that_was_never_run_is_no_pass()
    {
        using var session = new PwshSession();

        var lines = await session.RunAsync(
            """
            $pester, $status = $rest
            Import-Module $pester
            Import-Module $manifest
            $null = New-GlacierBatchEnvironment demo -Workload $workload
            $null = Invoke-GlacierCheckpoint 1 demo -StatusPath $status
            foreach ($step in 1, 2) {
                $seen = Invoke-GlacierCheckpoint $step demo -Verify -WarningVariable said -WarningAction SilentlyContinue
                "$($seen.Step) $($seen.Status): $($seen.PassedCount), $($seen.FailedCount), $($seen.SkippedCount). $said"
                "$($seen.Tests | Where-Object Result -NE Passed | Select-Object -First 1 | ForEach-Object { $_.Name, $_.Reason })"
                $seen.ExitCode
            }
            Invoke-GlacierCheckpoint 2 demo -Verify -AsExitCode -WarningAction SilentlyContinue
            """,
            PwshSession.Pester, Path.Combine(session.Folder, "status"));

        Assert.Equal(
            [
                "1 Passed: 3, 0, 1.", "Ecr403: ECR refuses nothing is skipped, because not applicable on Local: there is no registry", "0",
                "2 Unchecked: 0, 4, 0. Nothing was verified: Step 2 was never run in demo.",
                "Job: it succeeded Step 2 was never run in demo.", "2", "2",
            ],
            lines);
    }
}
