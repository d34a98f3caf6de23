# Checkpoint 1, hello world: verified from what it left, whatever the runbook decided. Each criterion is one test.
# Invoke-GlacierCheckpoint 1 -Environment greenland -Verify, or:
# Invoke-Pester -Container (New-PesterContainer -Path THIS -Data @{ Environment = 'greenland' })
param([Parameter(Mandatory)][string]$Environment)

BeforeAll {
    . (Join-Path $PSScriptRoot 'Checkpoint.Shared.ps1')
    $attempt = Get-Attempt 1
}

Describe 'Checkpoint 1, hello world' {
    It 'Job: it succeeded' { (Get-Measured Job).Value | Should -Be SUCCEEDED }
    # At AWS each line of a log begins with its time.
    It 'Greeting: its log says hello' {
        (Get-Measured Greeting).LogLines -like '*Hello from AWS Batch!' | Should -Not -BeNullOrEmpty
    }
    It 'Ecr403: ECR refuses nothing' -Tag Aws { (Get-Measured Ecr403).Value | Should -Be 0 }
    It 'Duration: it ran under 2 min' { ConvertTo-Duration (Get-Measured Duration).Value | Should -BeLessThan ([TimeSpan]'00:02:00') }
}
