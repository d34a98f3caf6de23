# Submits 20 tasks and waits for them; says when they are submitted, because from then on it may be killed.
param([string]$Workload, [string]$Folder)

$ErrorActionPreference = 'Stop'
New-GlacierBatchEnvironment -Name bench -Service Local -Workload $Workload -Bucket $Folder -MaxvCpu 2 > $null
$jobs = @(Get-GlacierRegion -Environment bench -Index 0:5 |
    Submit-GlacierJob -Satellite sentinel2 -StartDate 2025-08-01 -EndDate 2025-08-04 -SplitBy Day -MemoryMiB 512)
"submitted=$($jobs.Count)" | Out-Default
$ended = @($jobs | Wait-GlacierJob)
"ended=$($ended.Count)"
