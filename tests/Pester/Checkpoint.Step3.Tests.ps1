# Checkpoint 3, geospatial stack: verified from what it left, whatever the runbook decided. Each criterion is one test.
# Invoke-GlacierCheckpoint 3 -Environment greenland -Verify, or:
# Invoke-Pester -Container (New-PesterContainer -Path THIS -Data @{ Environment = 'greenland' })
param([Parameter(Mandatory)][string]$Environment)

BeforeAll {
    . (Join-Path $PSScriptRoot 'Checkpoint.Shared.ps1')
    $attempt = Get-Attempt 3
}

Describe 'Checkpoint 3, geospatial stack' {
    It 'Job: it succeeded' { (Get-Measured Job).Value | Should -Be SUCCEEDED }
    It 'Image: the environment has an image by its digest' -Tag Aws {
        $null = Get-Measured Image
        (Get-GlacierBatchEnvironment $Environment).Image | Should -Match '@sha256:[0-9a-f]{64}$'
    }
    It 'ImageSize: 0.1 to 3 GB' -Tag Aws {
        $number, $unit = (Get-Measured ImageSize).Value.Split(' ')
        $bytes = [double]::Parse($number, [cultureinfo]::InvariantCulture) * @{ KB = 1KB; MB = 1MB; GB = 1GB }[$unit]
        $bytes | Should -BeGreaterOrEqual 0.1GB
        $bytes | Should -BeLessOrEqual 3GB
    }
    It 'Ecr403: ECR refuses nothing' -Tag Aws { (Get-Measured Ecr403).Value | Should -Be 0 }
    It 'Imports: none failed' {
        $lines = (Get-Measured Imports).LogLines
        $lines | Should -Not -BeNullOrEmpty
        $lines -like '* FAILED *' | Should -BeNullOrEmpty
    }
    It 'SuccessObject: it is written' {
        $null = Get-Measured SuccessObject
        Read-BucketObject 'batch-test/geospatial_test.txt' | Should -Not -BeNullOrEmpty
    }
    It 'Duration: it ran under 5 min' { ConvertTo-Duration (Get-Measured Duration).Value | Should -BeLessThan ([TimeSpan]'00:05:00') }
}
