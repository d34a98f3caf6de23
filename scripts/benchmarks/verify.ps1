# Outputs of the regions of up to 4 megapixels: made first, then verified, each in a process of its own.
param([string]$Step, [string]$Workload, [string]$Folder, [int]$MaxRegions = 1000)

$ErrorActionPreference = 'Stop'

function Write-Peak {
    foreach ($line in [System.IO.File]::ReadAllLines('/proc/self/status')) {
        if ($line.StartsWith('VmHWM:')) { "peakMB=$([double]($line -replace '\D') * 1024 / 1e6)" }
    }
}

if ($Step -eq 'make') {
    New-GlacierBatchEnvironment -Name bench -Service Local -Workload $Workload -Bucket $Folder -MaxvCpu 2 > $null
    $regions = @(Get-GlacierRegion -Environment bench | Where-Object { $_.Bounds.Width * $_.Bounds.Height -le 4e8 })
    $count = [System.Math]::Min($MaxRegions, $regions.Count)
    $jobs = @($regions[0..($count - 1)] |
        Submit-GlacierJob -Satellite sentinel2 -StartDate 2025-08-01 -EndDate 2025-08-31 -MemoryMiB 1024 -RunName bench | Wait-GlacierJob)
    "regions=$($jobs.Count)"
    "succeeded=$(@($jobs | Where-Object Status -eq 'SUCCEEDED').Count)"
    return
}

# The module's first use reads the catalogue and compiles; the peer's imports are not timed either.
$jobs = @(Get-GlacierJob -Environment bench)
$null = $jobs[0] | Test-GlacierOutput
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$used = [System.Diagnostics.Process]::GetCurrentProcess().TotalProcessorTime
$verdicts = @(if ($Step -eq 'deep') { $jobs | Test-GlacierOutput -Deep } else { $jobs | Test-GlacierOutput })
$watch.Stop()
$used = [System.Diagnostics.Process]::GetCurrentProcess().TotalProcessorTime - $used
"seconds=$($watch.Elapsed.TotalSeconds)"
"processor=$($used.TotalSeconds)"
"passed=$(@($verdicts | Where-Object Status -eq 'Passed').Count)"
$bytes = 0
foreach ($verdict in $verdicts) { $bytes += $verdict.BytesRead }
"bytes=$bytes"
$one = [double]::MaxValue
foreach ($i in 1..5) {
    $watch.Restart()
    $null = $jobs[-1] | Test-GlacierOutput
    $one = [System.Math]::Min($one, $watch.Elapsed.TotalSeconds)
}
"one=$one"
Write-Peak
