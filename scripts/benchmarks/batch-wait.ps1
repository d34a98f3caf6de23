# Waits a while for ten thousand jobs that do not end, and tells the most memory that the process had, in MiB.
param([string]$Bucket, [string]$Endpoint, [double]$Seconds)

$ErrorActionPreference = 'Stop'
if ($Bucket) {
    Get-GlacierBatchEnvironment bench -Bucket $Bucket -AwsRegion us-east-1 -EndpointUrl $Endpoint > $null
    $region = Get-GlacierRegion -Environment bench -Index 0
    $jobs = @($region | Submit-GlacierJob -Satellite landsat -StartDate 1990-01-01 -EndDate 2017-05-18 -SplitBy Day)
    try { $jobs | Wait-GlacierJob -Timeout $Seconds > $null } catch { if ($_.FullyQualifiedErrorId -notlike 'WaitTimeout*') { throw } }
    "jobs=$($jobs.Count)"
}

$peak = [System.IO.File]::ReadAllLines('/proc/self/status') | Where-Object { $_.StartsWith('VmHWM') }
"peak=$([double]($peak -replace '\D', '') / 1024)"
