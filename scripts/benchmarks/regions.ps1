# From submission to the last verdict, as the README pipes it: all regions of a catalogue.
param([string]$Workload, [string]$Folder)

$ErrorActionPreference = 'Stop'
New-GlacierBatchEnvironment -Name bench -Service Local -Workload $Workload -Bucket $Folder -MaxvCpu 2 > $null
$regions = @(Get-GlacierRegion -Environment bench)

$watch = [System.Diagnostics.Stopwatch]::StartNew()
$verdicts = @($regions |
    Submit-GlacierJob -Satellite sentinel2 -StartDate 2025-08-01 -EndDate 2025-08-06 -MemoryMiB 1024 |
    Wait-GlacierJob |
    Test-GlacierOutput)
$watch.Stop()

"jobs=$($verdicts.Count)"
"passed=$(@($verdicts | Where-Object Status -eq 'Passed').Count)"
"seconds=$($watch.Elapsed.TotalSeconds)"
