# Checkpoint 4, single glacier: verified from what it left, whatever the runbook decided. Each criterion is one test.
# Invoke-GlacierCheckpoint 4 -Environment greenland -Verify, or:
# Invoke-Pester -Container (New-PesterContainer -Path THIS -Data @{ Environment = 'greenland' })
param([Parameter(Mandatory)][string]$Environment)

BeforeAll {
    . (Join-Path $PSScriptRoot 'Checkpoint.Shared.ps1')
    $attempt = Get-Attempt 4
    $jobs = @(Get-AttemptJob single)
    $count = [int]$attempt.Settings['ExpectedCount']
    $number, $unit = $attempt.Settings['ExpectedSize'].Split(' ')
    $size = [double]::Parse($number, [cultureinfo]::InvariantCulture) * @{ KB = 1KB; MB = 1MB; GB = 1GB }[$unit]
    # The files themselves, not what is said of them. What is missing fails the test of its own criterion.
    $folder = Join-Path $TestDrive 'outputs'
    $null = $jobs | Save-GlacierOutput -Path $folder -ErrorAction Ignore
    $files = @(Get-ChildItem $folder -Recurse -File)
    $scenes = @($files | Where-Object { $_.Directory.Name -eq 'clipped' -or $_.Name -like '*_ortho.tif' })
    $byBaseline = [bool]"$($attempt.Settings.ContainsKey('Baseline') ? $attempt.Settings['Baseline'] : '')"
}

Describe 'Checkpoint 4, single glacier' {
    It 'Job: it succeeded' {
        $jobs | Should -HaveCount 1
        $jobs[0].Status | Should -Be SUCCEEDED
    }
    It 'Output: it is Passed, by the baseline where one was given' {
        $check = $byBaseline ? @{ Baseline = $attempt.Settings['Baseline'] } : @{}
        ($jobs | Test-GlacierOutput @check).Status | Should -Be Passed
    }
    It 'Scenes: as many as are expected' {
        if ($byBaseline) { Set-ItResult -Skipped -Because 'the baseline decides' }
        $scenes | Should -HaveCount $count
    }
    It 'SceneSize: each within 20 %' {
        if ($byBaseline) { Set-ItResult -Skipped -Because 'the baseline decides' }
        $scenes | Should -Not -BeNullOrEmpty
        $scenes | Where-Object { [Math]::Abs($_.Length - $size) -gt 0.2 * $size } | Should -BeNullOrEmpty
    }
    It 'IndividualCsv: one a scene' {
        $null = Get-Measured IndividualCsv
        $files | Where-Object { $_.Directory.Name -eq 'individual_csv' } | Should -HaveCount $scenes.Count
    }
    It 'CombinedCsv: one' {
        $null = Get-Measured CombinedCsv
        $files | Where-Object { $_.Directory.Name -eq 'combined_csv' } | Should -HaveCount 1
    }
    It 'Template: one' {
        $null = Get-Measured Template
        $files | Where-Object { $_.Directory.Name -eq 'template' } | Should -HaveCount 1
    }
    It 'Duration: it ran under 5 min' { $jobs[0].Duration | Should -BeLessThan ([TimeSpan]'00:05:00') }
    It 'PeakMemory: under 8 GB' { $jobs[0].PeakMemoryBytes | Should -BeLessThan 8GB }
}
