# Runs the sample's regions on this machine, from catalogue to verdicts, in a folder of its own. Needs Python 3 and nothing else.
# In pwsh after a build, or without pwsh: dotnet run --project src/GlacierBatch.Host -- -File scripts/quickstart.ps1

[CmdletBinding()]
param(
    # Where everything is kept: ledger, bucket, outputs.
    [string]$Folder = [System.IO.Path]::Combine($PSScriptRoot, '..', 'artifacts', 'quickstart'),

    [ValidateSet('sentinel2', 'landsat')]
    [string]$Satellite = 'sentinel2'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$root = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..'))
Import-Module ([System.IO.Path]::Combine($root, 'GlacierBatch.psd1'))

$formerHome = $env:GLACIERBATCH_HOME
$env:GLACIERBATCH_HOME = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Folder)
try {
    $environment = New-GlacierBatchEnvironment -Name quickstart -Service Local -Workload ([System.IO.Path]::Combine($root, 'samples', 'workload'))

    # The sample needs little memory; the production scripts get their size class when -MemoryMiB is left out.
    Get-GlacierRegion -Environment quickstart |
        Submit-GlacierJob -Satellite $Satellite -StartDate 2025-08-01 -EndDate 2025-08-06 -MemoryMiB 1024 |
        Wait-GlacierJob -OutVariable jobs | Out-Default

    $verdicts = @($jobs | Test-GlacierOutput)
    $verdicts | Out-Default

    $bad = @($verdicts | Where-Object Status -ne 'Passed')
    $Host.UI.WriteLine("$($verdicts.Count - $bad.Count) of $($verdicts.Count) regions passed. Outputs: $($environment.Bucket)")
    $Host.UI.WriteLine()
    $Host.UI.WriteLine('Next, in pwsh 7.6:')
    $Host.UI.WriteLine("    Import-Module '$($root.Replace("'", "''"))/GlacierBatch.psd1'")
    $Host.UI.WriteLine("    `$env:GLACIERBATCH_HOME = '$($env:GLACIERBATCH_HOME)'")
    $Host.UI.WriteLine('    Get-GlacierJob -Environment quickstart -Region 134_Arsuk | Get-GlacierJobLog')
    $Host.UI.WriteLine('    Get-GlacierJob -Environment quickstart | Save-GlacierOutput -Path ./outputs')
    $Host.UI.WriteLine('    Remove-GlacierBatch quickstart')
    $Host.UI.WriteLine('or, for your own scripts: New-GlacierBatchEnvironment -Name mine -Workload <the folder that holds 1_download_merge_and_clip>')
    if ($bad) { exit 1 }
}
finally {
    $env:GLACIERBATCH_HOME = $formerHome
}
