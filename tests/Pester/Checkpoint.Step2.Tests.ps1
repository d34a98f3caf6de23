# Checkpoint 2, S3 write: verified from what it left, whatever the runbook decided. Each criterion is one test.
# Invoke-GlacierCheckpoint 2 -Environment greenland -Verify, or:
# Invoke-Pester -Container (New-PesterContainer -Path THIS -Data @{ Environment = 'greenland' })
param([Parameter(Mandatory)][string]$Environment)

BeforeAll {
    . (Join-Path $PSScriptRoot 'Checkpoint.Shared.ps1')
    $attempt = Get-Attempt 2
}

Describe 'Checkpoint 2, S3 write' {
    It 'Job: it succeeded' { (Get-Measured Job).Value | Should -Be SUCCEEDED }
    It 'ObjectAfter: the object was there within 60 s' {
        ConvertTo-Duration (Get-Measured ObjectAfter).Value | Should -BeLessOrEqual ([TimeSpan]'00:01:00')
    }
    It 'Content: the object is the line with a time of the attempt' {
        $lines = @(Read-BucketObject 'batch-test/hello.txt')
        $lines[0] | Should -BeLike 'Hello from AWS Batch!*'
        # The job's clock and this machine's may differ by a minute.
        [DateTimeOffset]::Parse($lines[-1], [cultureinfo]::InvariantCulture) | Should -BeGreaterOrEqual $attempt.BeganAt.AddMinutes(-1)
    }
    It 'AccessDenied: the bucket refused nothing' { (Get-Measured AccessDenied).LogLines -match 'AccessDenied|403' | Should -BeNullOrEmpty }
}
