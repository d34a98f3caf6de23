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

function Invoke-PesterSuite {
    # NuGet has Pester too, so that everyone runs the suites on the same one.
    $project = Join-Path $PSScriptRoot 'tests' 'Pester' 'Pester.csproj'
    Invoke-Program dotnet restore $project --verbosity quiet
    $folder = dotnet msbuild $project -getProperty:NuGetPackageRoot
    $version = dotnet msbuild $project -getProperty:PesterVersion
    Import-Module (Join-Path $folder 'pester' $version 'tools' 'Pester.psd1')

    $settings = New-PesterConfiguration
    $settings.Run.Path = Join-Path $PSScriptRoot 'tests' 'Pester'
    # Those verify an environment that went through the checkpoints; Checkpoints.Tests.ps1 runs them on one.
    $settings.Run.ExcludePath = Join-Path $PSScriptRoot 'tests' 'Pester' 'Checkpoint.*'
    $settings.Run.PassThru = $true
    $settings.Output.Verbosity = 'Detailed'
    $settings.TestResult.Enabled = $true
    $settings.TestResult.OutputFormat = 'JUnitXml'
    $settings.TestResult.OutputPath = Join-Path $artifacts 'pester.xml'
    $former = $env:GLACIERBATCH_MANIFEST
    $env:GLACIERBATCH_MANIFEST = $Manifest ? (Convert-Path $Manifest) : (Join-Path $PSScriptRoot 'GlacierBatch.psd1')
    try {
        $result = Invoke-Pester -Configuration $settings
    }
    finally {
        $env:GLACIERBATCH_MANIFEST = $former
    }
    if ($result.Result -ne 'Passed' -or $result.PassedCount -eq 0) { throw "$($result.FailedCount) Pester tests failed." }
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
                Invoke-PesterSuite
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
