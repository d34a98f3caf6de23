# Builds, tests and looks after the module. In pwsh: ./build.ps1 -Task Test

[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pester')]
    [string[]]$Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string]$Configuration = 'Debug'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args -join ' ') ended with $LASTEXITCODE." }
}

Push-Location $PSScriptRoot
try {
    switch ($Task) {
        Build { Invoke-DotNet build --configuration $Configuration }
        Test { Invoke-DotNet test --configuration $Configuration }
        Pester {
            Invoke-DotNet build src/GlacierBatch.Module --configuration $Configuration
            Import-Module Pester -MinimumVersion 5.7
            $result = Invoke-Pester -Path tests/Pester -PassThru
            if ($result.Result -ne 'Passed') { throw "$($result.FailedCount) Pester tests failed." }
        }
    }
}
finally {
    Pop-Location
}
