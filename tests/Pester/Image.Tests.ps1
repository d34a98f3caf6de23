# Publish-GlacierImage as a user sees it, in pwsh: podman builds, and a registry takes what is pushed. Whoever starts this gives it a place
# at AWS that has both (ImageSuiteTests).

param(
    [Parameter(Mandatory)][string]$Bucket,
    [Parameter(Mandatory)][string]$AwsRegion,
    [Parameter(Mandatory)][string]$EndpointUrl,
    [Parameter(Mandatory)][string]$ServiceRole,
    [Parameter(Mandatory)][string]$Workload
)

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module $env:GLACIERBATCH_MANIFEST
    $place = @{
        Service = 'Batch'; Bucket = $Bucket; AwsRegion = $AwsRegion; EndpointUrl = $EndpointUrl; ServiceRole = $ServiceRole
        Workload = $Workload
    }
    $null = New-GlacierBatchEnvironment pictures @place
    $folder = Join-Path $TestDrive 'Bilder für Gletscher'
    $null = New-Item $folder -ItemType Directory
    foreach ($name in 'content', 'other') { Set-Content (Join-Path $folder $name) ([guid]::NewGuid()) }
    Set-Content (Join-Path $folder 'Dockerfile') @'
FROM scratch
ARG NAME=content
COPY ${NAME} /content
'@
}

AfterAll {
    Remove-GlacierBatch pictures -Force
    Remove-Module GlacierBatch
}

Describe 'Publish-GlacierImage' {
    It 'builds nothing with -WhatIf' {
        Publish-GlacierImage pictures -Path $folder -Engine Podman -WhatIf | Should -BeNullOrEmpty
        (Get-GlacierBatchEnvironment pictures).Image | Should -BeNullOrEmpty
    }

    It 'builds, pushes, and records the image by its digest' {
        $published = Publish-GlacierImage pictures -Path $folder -Engine Podman
        $published.Image | Should -Match '@sha256:[0-9a-f]{64}$'
        (Get-GlacierBatchEnvironment pictures).Image | Should -Be $published.Image
        (Test-GlacierBatchEnvironment pictures | Where-Object Name -EQ Image).Status | Should -Not -Be Failed
    }

    It 'gives the same content the same digest, also from the pipeline' {
        $before = (Get-GlacierBatchEnvironment pictures).Image
        (Get-GlacierBatchEnvironment pictures | Publish-GlacierImage -Path $folder -Engine Podman).Image | Should -Be $before
    }

    It 'gives another build argument another image, which jobs are given from then on' {
        $before = (Get-GlacierBatchEnvironment pictures).Image
        $other = Publish-GlacierImage pictures -Path $folder -Engine Podman -BuildArgument @{ NAME = 'other' }
        $other.Image | Should -Not -Be $before
        (Get-GlacierBatchEnvironment pictures).Image | Should -Be $other.Image
    }

    It 'says which step failed, and leaves the image that there was' {
        $before = (Get-GlacierBatchEnvironment pictures).Image
        $broken = Join-Path $TestDrive 'kaputt'
        $null = New-Item $broken -ItemType Directory
        Set-Content (Join-Path $broken 'Dockerfile') "FROM scratch`nCOPY nothing /nothing"
        $fault = { Publish-GlacierImage pictures -Path $broken -Engine Podman } | Should -Throw -PassThru
        $fault.FullyQualifiedErrorId | Should -BeLike 'ImageStepFailed,*'
        (Get-GlacierBatchEnvironment pictures).Image | Should -Be $before
    }
}
