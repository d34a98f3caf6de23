# Verifies a run's outputs in CI: JUnit XML, a step summary, and the exit code 0 (passed), 1 (failed) or 2 (could not be checked).
# pwsh -File scripts/verify.ps1 -RunName august -Environment greenland -Baseline known-good.json

[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string[]]$RunName,

    [string]$Environment,

    # A file of Export-GlacierBaseline.
    [string]$Baseline,

    [switch]$Deep,

    # Where the JUnit XML goes.
    [string]$JUnitPath,

    # Where the Markdown goes; in GitHub Actions the step's summary.
    [string]$SummaryPath = $env:GITHUB_STEP_SUMMARY
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
if (-not (Get-Module GlacierBatch)) {
    Import-Module ([System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', 'GlacierBatch.psd1')))
}

try {
    $arguments = @{ RunName = $RunName; Deep = $Deep }
    if ($Environment) { $arguments.Environment = $Environment }
    if ($Baseline) { $arguments.Baseline = $Baseline }
    $verdicts = @(Test-GlacierOutput @arguments)
    $verdicts | Out-Default
    if ($JUnitPath) { $verdicts | Export-GlacierReport $JUnitPath -Format JUnitXml }
    if ($SummaryPath) { $verdicts | Export-GlacierReport $SummaryPath -Format Markdown -Append }
}
catch {
    # What could not even be asked was not checked.
    $Host.UI.WriteErrorLine("$_")
    exit 2
}

$statuses = @($verdicts | ForEach-Object { "$($_.Status)" })
if ($statuses -contains 'Failed') { exit 1 }
if ($statuses.Count -eq 0 -or $statuses -contains 'Unchecked') { exit 2 }
exit 0
