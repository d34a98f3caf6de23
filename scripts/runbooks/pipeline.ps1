# The season's pipeline for CI: submits, waits, verifies. The exit code is 0 (every output passed), 1 (an output failed) or 2 (some could
# not be checked, or nothing could be submitted). pwsh -File scripts/runbooks/pipeline.ps1 -Environment greenland -Index 0:25 `
#     -Satellite sentinel2 -StartDate 2025-08-01 -EndDate 2025-08-06

[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string]$Environment,

    # Which regions, as in Get-GlacierRegion; all of the catalogue without it.
    [string]$Index,

    [Parameter(Mandatory)]
    [ValidateSet('sentinel2', 'landsat')]
    [string]$Satellite,

    [Parameter(Mandatory)]
    [string]$StartDate,

    [Parameter(Mandatory)]
    [string]$EndDate,

    [int]$MemoryMiB,

    # A file of Export-GlacierBaseline.
    [string]$Baseline,

    # Where the JUnit XML goes.
    [string]$JUnitPath,

    # Submits what has no valid result yet, and no more.
    [switch]$SkipCompleted
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

try {
    Import-Module ([System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'GlacierBatch.psd1')))
    $wanted = @{ Environment = $Environment }
    if ($Index) { $wanted.Index = $Index }
    $order = @{
        Environment = $Environment; Satellite = $Satellite; StartDate = $StartDate; EndDate = $EndDate; SkipCompleted = $SkipCompleted
    }
    if ($MemoryMiB) { $order.MemoryMiB = $MemoryMiB }
    $jobs = @(Get-GlacierRegion @wanted | Submit-GlacierJob @order | Wait-GlacierJob)
    $jobs | Out-Default
}
catch {
    $Host.UI.WriteErrorLine("$_")
    exit 2
}

# Everything had its result before: that is what was asked for.
if ($jobs.Count -eq 0 -and $SkipCompleted) { exit 0 }

$check = @{ Environment = $Environment; RunName = $jobs[0].RunName }
if ($Baseline) { $check.Baseline = $Baseline }
if ($JUnitPath) { $check.JUnitPath = $JUnitPath }
& ([System.IO.Path]::Combine($PSScriptRoot, '..', 'verify.ps1')) @check
exit $LASTEXITCODE
