# The runners of scripts/runbooks as a pipeline starts them, in a pwsh of its own: what they end with, and what the step's summary says.

BeforeAll {
    $root = Join-Path $PSScriptRoot '..' '..'
    $workload = Join-Path $TestDrive 'workload'
    Copy-Item (Join-Path $root 'samples' 'workload') $workload -Recurse
    $kept = @{}
    $set = @{
        GLACIERBATCH_HOME = Join-Path $TestDrive 'home'; SAMPLE_SCENES = '1'; SAMPLE_TEMPLATE_SECONDS = '0'; SAMPLE_FAULT = ''
        GITHUB_STEP_SUMMARY = Join-Path $TestDrive 'summary.md'
    }
    foreach ($name in $set.Keys) {
        $kept[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $set[$name])
    }

    # A pwsh that came as a tool of .NET is a library, and dotnet its program.
    $program = [Environment]::ProcessPath
    $first = (Split-Path $program -LeafBase) -eq 'dotnet' ? @([Environment]::GetCommandLineArgs()[0]) : @()

    function Invoke-Runner {
        param([string]$Name)
        Remove-Item $env:GITHUB_STEP_SUMMARY -ErrorAction Ignore
        $said = & $program @first -NoProfile -File (Join-Path $root 'scripts' 'runbooks' $Name) @args 2>&1
        @{ Code = $LASTEXITCODE; Said = "$said"; Summary = Get-Content $env:GITHUB_STEP_SUMMARY -ErrorAction Ignore | Select-Object -First 1 }
    }

    Import-Module ($env:GLACIERBATCH_MANIFEST ? $env:GLACIERBATCH_MANIFEST : (Join-Path $root 'GlacierBatch.psd1')) -Force
    $null = New-GlacierBatchEnvironment -Name runners -Workload $workload -MaxAttempts 1
    $given = @('-Environment', 'runners', '-ExpectedCount', '1', '-MemoryMiB', '256', '-StatusPath', (Join-Path $TestDrive 'status'))
}

AfterAll {
    Get-GlacierBatchEnvironment runners -ErrorAction Ignore | Remove-GlacierBatch -Force
    Remove-Module GlacierBatch -ErrorAction Ignore
    foreach ($name in $kept.Keys) { [Environment]::SetEnvironmentVariable($name, $kept[$name]) }
}

Describe 'checkpoint.ps1' {
    It 'ends with 0 where the step is GO; a size is written as in PowerShell' {
        $result = Invoke-Runner checkpoint.ps1 @given -Step 4 -ExpectedSize 234KB
        $result.Code | Should -Be 0 -Because $result.Said
        $result.Summary | Should -Be '# Step 4, Single glacier: GO'
        $result.Said | Should -Match '4 Single glacier +GO +9 of 9'
    }

    It 'ends with 1 where it is NO-GO' {
        $env:SAMPLE_FAULT = 'exit-1@134_Arsuk,no-output@191_Hagen_Brae'
        $result = Invoke-Runner checkpoint.ps1 @given -Step 5
        $env:SAMPLE_FAULT = ''
        $result.Code | Should -Be 1 -Because $result.Said
        $result.Summary | Should -Be '# Step 5, Several regions: NO-GO'
    }

    It 'ends with 2 where a person decides' {
        $result = Invoke-Runner checkpoint.ps1 @given -Step 4 -ExpectedSize 1.2MB -Force
        $result.Code | Should -Be 2 -Because $result.Said
        $result.Summary | Should -Be '# Step 4, Single glacier: ESCALATE'
    }

    It 'ends with 2 where it could not even be asked' {
        $result = Invoke-Runner checkpoint.ps1 -Environment nowhere -Step 1
        $result.Code | Should -Be 2 -Because $result.Said
        $result.Summary | Should -BeLike '`*`*ESCALATE`*`*: *nowhere*'
    }
}

Describe 'azure-automation.ps1' {
    It 'ends with 2, and says why, where there is no managed identity' {
        $role = 'arn:aws:iam::123456789012:role/glacier'
        $result = Invoke-Runner azure-automation.ps1 -Environment runners -RoleArn $role -AwsRegion us-west-2
        $result.Code | Should -Be 2 -Because $result.Said
        $result.Said | Should -BeLike '*no managed identity here*'
    }
}
