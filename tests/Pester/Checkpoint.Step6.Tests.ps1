# Checkpoint 6, production test: verified from what it left, whatever the runbook decided. Each criterion is one test.
# Invoke-GlacierCheckpoint 6 -Environment greenland -Verify, or:
# Invoke-Pester -Container (New-PesterContainer -Path THIS -Data @{ Environment = 'greenland' })
param([Parameter(Mandatory)][string]$Environment)

BeforeAll {
    . (Join-Path $PSScriptRoot 'Checkpoint.Shared.ps1')
    $attempt = Get-Attempt 6
    $jobs = @(Get-AttemptJob production)
    $counted = @($jobs | Where-Object { "$($_.Outcome)" -ne 'NoScenes' })
    $run = Get-GlacierRun $jobs[0].RunName -Environment $Environment | Measure-GlacierRun
}

Describe 'Checkpoint 6, production test' {
    It 'Capacity: the environment may run as many vCPU as were asked for' -Tag Aws {
        $null = Get-Measured Capacity
        (Get-GlacierBatchEnvironment $Environment).MaxvCpu | Should -BeGreaterOrEqual ([double]$attempt.Settings['MaxvCpu'])
    }
    It 'SuccessRate: over 95 % succeeded, and their outputs hold' {
        $null = Get-Measured SuccessRate
        $jobs | Should -HaveCount @(Get-GlacierRegion -Environment $Environment -Index $attempt.Settings['Index']).Count
        $good = @($counted | Where-Object Status -EQ SUCCEEDED | Test-GlacierOutput | Where-Object Status -EQ Passed)
        $good.Count / $counted.Count | Should -BeGreaterThan 0.95
    }
    It 'MemoryErrors: none' { $jobs | Where-Object { "$($_.Category)" -eq 'OutOfMemory' } | Should -BeNullOrEmpty }
    It 'SpotLosses: under 5 %' -Tag Aws {
        $null = Get-Measured SpotLosses
        $run.SpotLosses / [Math]::Max(1, $run.Attempts) | Should -BeLessThan 0.05
    }
    It 'PlanCost: under USD 0.10 by the plan''s formula' { $run.PlanUsd | Should -BeLessThan 0.10 }
    It 'MeanRun: under 5 min' {
        ($jobs | ForEach-Object { $_.Duration.TotalSeconds } | Measure-Object -Average).Average | Should -BeLessThan 300
    }
}
