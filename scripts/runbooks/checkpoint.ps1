# Takes a checkpoint, or the whole runbook, for a pipeline: the table, the step's summary, and the exit code 0 (GO), 1 (NO-GO) or 2
# (ESCALATE, or it could not be checked). pwsh -File scripts/runbooks/checkpoint.ps1 -Environment greenland -Step 4

[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string]$Environment,

    # The step; without it the runbook goes on where it stopped, up to the first step that is not GO.
    [int]$Step,

    # These are recorded with the attempt, and the next step takes the last ones: they need not be said again.
    [int]$ExpectedCount,
    [string]$ExpectedSize,
    [int]$MemoryMiB,
    [string]$Baseline,
    [string]$LambdaFunction,
    [switch]$SkipImage,

    # Where the status documents go; by default docs/status.
    [string]$StatusPath,

    # Runs a step that is GO already again.
    [switch]$Force,

    # Where the Markdown goes; in GitHub Actions the step's summary.
    [string]$SummaryPath = $env:GITHUB_STEP_SUMMARY
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Add-Summary([string]$Text) {
    if ($SummaryPath) { [System.IO.File]::AppendAllText($PSCmdlet.GetUnresolvedProviderPathFromPSPath($SummaryPath), "$Text`n") }
}

$settings = @{}
foreach ($name in $PSBoundParameters.Keys) {
    if ($name -notin 'SummaryPath', 'Verbose', 'Debug') { $settings[$name] = $PSBoundParameters[$name] }
}

try {
    if (-not (Get-Module GlacierBatch)) {
        Import-Module ([System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'GlacierBatch.psd1')))
    }
    $checkpoints = @(if ($Step) { Invoke-GlacierCheckpoint @settings } else { Start-GlacierRunbook @settings })
}
catch {
    # What could not even be asked was not checked.
    $Host.UI.WriteErrorLine("$_")
    Add-Summary "**ESCALATE**: $_"
    exit 2
}

$checkpoints | Out-Default
foreach ($document in $checkpoints | ForEach-Object Documents) {
    Add-Summary ([System.IO.File]::ReadAllText($document))
}
if ($checkpoints.Count -eq 0) { exit 2 }
exit $checkpoints[-1].ExitCode
