# From submission to the last verdict, all regions of a catalogue.
param([string]$Workload, [string]$Folder)

$ErrorActionPreference = 'Stop'
New-GlacierBatchEnvironment -Name bench -Service Local -Workload $Workload -Bucket $Folder -MaxvCpu 2 > $null
$regions = @(Get-GlacierRegion -Environment bench)

$watch = [System.Diagnostics.Stopwatch]::StartNew()
$jobs = @($regions | Submit-GlacierJob -Satellite sentinel2 -StartDate 2025-08-01 -EndDate 2025-08-06 -MemoryMiB 1024 | Wait-GlacierJob)
$waited = $watch.Elapsed.TotalSeconds
$verdicts = @($jobs | Test-GlacierOutput)
$watch.Stop()

"jobs=$($jobs.Count)"
"passed=$(@($verdicts | Where-Object Status -eq 'Passed').Count)"
"waited=$waited"
"seconds=$($watch.Elapsed.TotalSeconds)"
