# From submission to the end of the last job, tasks whose script does nothing.
param([string]$Workload, [string]$Folder)

$ErrorActionPreference = 'Stop'
New-GlacierBatchEnvironment -Name bench -Service Local -Workload $Workload -Bucket $Folder -MaxvCpu 2 > $null
$regions = @(Get-GlacierRegion -Environment bench)

$watch = [System.Diagnostics.Stopwatch]::StartNew()
$jobs = @($regions | Submit-GlacierJob -Satellite sentinel2 -StartDate 2025-08-01 -EndDate 2025-08-06 -MemoryMiB 512 | Wait-GlacierJob)
$watch.Stop()

"succeeded=$(@($jobs | Where-Object Outcome -eq 'NoScenes').Count)"
"seconds=$($watch.Elapsed.TotalSeconds)"
