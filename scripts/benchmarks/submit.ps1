# The whole archive: every region of the catalogue, every month of eleven years; nothing is started.
param([string]$Workload, [string]$Folder)

$ErrorActionPreference = 'Stop'
New-GlacierBatchEnvironment -Name bench -Service Local -Workload $Workload -Bucket $Folder > $null
$regions = @(Get-GlacierRegion -Environment bench)

$watch = [System.Diagnostics.Stopwatch]::StartNew()
$jobs = @($regions | Submit-GlacierJob -Satellite sentinel2 -StartDate 2015-01-01 -EndDate 2025-12-31 -SplitBy Month -NoStart)
$watch.Stop()

"jobs=$($jobs.Count)"
"seconds=$($watch.Elapsed.TotalSeconds)"
