# Checkpoint 5, several regions: verified from what it left, whatever the runbook decided. Each criterion is one test.
# Invoke-GlacierCheckpoint 5 -Environment greenland -Verify, or:
# Invoke-Pester -Container (New-PesterContainer -Path THIS -Data @{ Environment = 'greenland' })
param([Parameter(Mandatory)][string]$Environment)

BeforeAll {
    . (Join-Path $PSScriptRoot 'Checkpoint.Shared.ps1')
    $attempt = Get-Attempt 5
    $regions = @($attempt.Settings['Region']) + @($attempt.Settings['AlsoRegion'].Split(',')) | Select-Object -Unique
    $first = @(Get-AttemptJob first)
    $second = @(Get-AttemptJob second)
}

Describe 'Checkpoint 5, several regions' {
    It 'DryRun: the jobs are the ones that were shown' {
        $null = Get-Measured DryRun
        $second.Region | Sort-Object | Should -Be ($regions | Sort-Object)
        foreach ($job in $second) {
            $job.Satellite | Should -Be $attempt.Settings['Satellite']
            $job.StartDate.ToString('yyyy-MM-dd') | Should -Be $attempt.Settings['StartDate']
            $job.EndDate.ToString('yyyy-MM-dd') | Should -Be $attempt.Settings['EndDate']
        }
    }
    It 'FirstRun: the first region alone succeeded' {
        $first.Region | Should -Be $regions[0]
        $first.Status | Should -Be SUCCEEDED
    }
    It 'SecondRun: all regions succeeded' { $second.Status | Should -Be (@('SUCCEEDED') * $regions.Count) }
    It 'Output: every output is Passed' { $first + $second | Test-GlacierOutput -Quiet | Should -BeTrue }
    It 'Monitoring: submission, start and end of each job are on record, in this order' {
        foreach ($job in $first + $second) {
            $job.StartedAt | Should -BeGreaterOrEqual $job.CreatedAt.AddMinutes(-1)
            $job.StoppedAt | Should -BeGreaterOrEqual $job.StartedAt
        }
    }
    It 'Lambda: its function is as it was' -Tag Aws { (Get-Measured Lambda).Value | Should -Be yes }
}
