# Builds, tests, packages and looks after the module. In pwsh 7.6: ./build.ps1 -Task Test
# Without pwsh, the .NET SDK brings one: dotnet tool restore; dotnet pwsh build.ps1 -Task Test

[CmdletBinding()]
param(
    # Build, Test (xunit), Pester (the module as its user sees it), Analyze (PSScriptAnalyzer), Docs (help), Package (artifacts/package).
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pester', 'Analyze', 'Docs', 'Package')]
    [string[]]$Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string]$Configuration = 'Debug',

    # Pester only: the manifest of the module that is tested, for instance an unpacked package's; by default the clone's, built anew.
    [string]$Manifest
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = $env:DOTNET_NOLOGO = '1'
$artifacts = Join-Path $PSScriptRoot 'artifacts'

function Invoke-Program {
    param([string]$Name, [Parameter(ValueFromRemainingArguments)][string[]]$ArgumentList)
    & $Name @ArgumentList
    if ($LASTEXITCODE -ne 0) { throw "$Name $ArgumentList ended with $LASTEXITCODE." }
}

function Import-Pester {
    # NuGet has Pester too, so that everyone runs the suites on the same one.
    $project = Join-Path $PSScriptRoot 'tests' 'Pester' 'Pester.csproj'
    Invoke-Program dotnet restore $project --verbosity quiet
    $folder = dotnet msbuild $project -getProperty:NuGetPackageRoot
    $version = dotnet msbuild $project -getProperty:PesterVersion
    Import-Module (Join-Path $folder 'pester' $version 'tools' 'Pester.psd1')
}

function Invoke-PesterSuite {
    param([string]$Name, [object[]]$Container, [string[]]$ExcludeTag = @())
    $settings = New-PesterConfiguration
    $settings.Run.Container = $Container
    $settings.Run.PassThru = $true
    $settings.Filter.ExcludeTag = $ExcludeTag
    $settings.Output.Verbosity = 'Detailed'
    $settings.TestResult.Enabled = $true
    $settings.TestResult.OutputFormat = 'JUnitXml'
    $settings.TestResult.OutputPath = Join-Path $artifacts "$Name.xml"
    $result = Invoke-Pester -Configuration $settings
    if ($result.Result -ne 'Passed' -or $result.PassedCount -eq 0) { throw "$($result.FailedCount) Pester tests of the $Name failed." }
}

function Invoke-ModuleSuite {
    Invoke-PesterSuite module (New-PesterContainer -Path (Join-Path $PSScriptRoot 'tests' 'Pester' 'GlacierBatch.Tests.ps1'))
}

function Invoke-RunnerSuite {
    Invoke-PesterSuite runners (New-PesterContainer -Path (Join-Path $PSScriptRoot 'tests' 'Pester' 'Runners.Tests.ps1'))
}

function Invoke-CheckpointSuite {
    # The checkpoints' suites verify an environment that went through them: here the sample's, on this machine.
    $place = Join-Path ([System.IO.Path]::GetTempPath()) "checkpoints-$([guid]::NewGuid().ToString('n'))"
    $formerHome = $env:GLACIERBATCH_HOME
    $env:GLACIERBATCH_HOME = Join-Path $place 'home'
    try {
        Import-Module $env:GLACIERBATCH_MANIFEST -Force
        $null = New-GlacierBatchEnvironment -Name sample -Service Local -Workload (Join-Path $PSScriptRoot 'samples' 'workload')
        $decided = Start-GlacierRunbook -Environment sample -ExpectedCount 3 -ExpectedSize 234KB -MemoryMiB 1024 -StatusPath "$place/status"
        $decided | Out-Host
        $suites = foreach ($step in 1..6) {
            New-PesterContainer -Path (Join-Path $PSScriptRoot 'tests' 'Pester' "Checkpoint.Step$step.Tests.ps1") -Data @{ Environment = 'sample' }
        }
        Invoke-PesterSuite checkpoints $suites -ExcludeTag Aws
        if (@($decided | Where-Object Decision -NE 'Go').Count -ne 0) { throw 'A checkpoint of the sample is not GO.' }
        if ((Invoke-GlacierCheckpoint 2 -Environment sample -Verify).Status -ne 'Passed') { throw 'Invoke-GlacierCheckpoint -Verify fails.' }
    }
    finally {
        Remove-Module GlacierBatch -ErrorAction Ignore
        $env:GLACIERBATCH_HOME = $formerHome
        Remove-Item $place -Recurse -Force -ErrorAction Ignore
    }
}

function Invoke-PesterTask {
    Import-Pester
    $former = $env:GLACIERBATCH_MANIFEST
    $env:GLACIERBATCH_MANIFEST = $Manifest ? (Convert-Path $Manifest) : (Join-Path $PSScriptRoot 'GlacierBatch.psd1')
    try {
        Invoke-ModuleSuite
        Invoke-RunnerSuite
        Invoke-CheckpointSuite
    }
    finally {
        $env:GLACIERBATCH_MANIFEST = $former
    }
}

function Invoke-Analysis {
    if (-not (Get-Module PSScriptAnalyzer -ListAvailable)) {
        throw 'PSScriptAnalyzer is not installed: Install-PSResource PSScriptAnalyzer'
    }
    $settings = Join-Path $PSScriptRoot 'PSScriptAnalyzerSettings.psd1'
    $findings = 'build.ps1', 'GlacierBatch.psd1', 'scripts', 'src/GlacierBatch.Module', 'tests/Pester' | ForEach-Object {
        Invoke-ScriptAnalyzer -Path (Join-Path $PSScriptRoot $_) -Recurse -Settings $settings
    }
    $findings | Format-Table ScriptName, Line, RuleName, Message -Wrap
    if ($findings) { throw "PSScriptAnalyzer has $(@($findings).Count) findings." }
}

Push-Location $PSScriptRoot
try {
    foreach ($each in $Task) {
        switch ($each) {
            Build { Invoke-Program dotnet build --configuration $Configuration }
            Test { Invoke-Program dotnet test --configuration $Configuration }
            Pester {
                if (-not $Manifest) { Invoke-Program dotnet build src/GlacierBatch.Module --configuration $Configuration }
                Invoke-PesterTask
            }
            Analyze { Invoke-Analysis }
            Docs { Invoke-Program dotnet build src/GlacierBatch.Module --configuration $Configuration }
            Package { & (Join-Path $PSScriptRoot 'scripts' 'package.ps1') }
        }
    }
}
finally {
    Pop-Location
}
