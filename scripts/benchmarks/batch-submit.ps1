# Submits every region once to AWS Batch, or to what stands for it, and tells how long it took and what it cost.
param([string]$Bucket, [string]$Endpoint, [string]$Workload)

$ErrorActionPreference = 'Stop'
$client = [System.Net.Http.HttpClient]::new()
function Count { [int]$client.GetStringAsync("$Endpoint/bench-count").GetAwaiter().GetResult() }

$environment = Get-GlacierBatchEnvironment bench -Bucket $Bucket -AwsRegion us-east-1 -EndpointUrl $Endpoint
if (-not $environment.WorkloadRevision) { Publish-GlacierWorkload $Workload -Environment bench > $null }
$regions = @(Get-GlacierRegion -Environment bench)
# The first one of a session signs in and registers the definition; a season submits many.
$regions[0] | Submit-GlacierJob -Satellite sentinel2 -StartDate 2025-08-01 -EndDate 2025-08-06 > $null

$before = Count
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$jobs = @($regions | Submit-GlacierJob -Satellite landsat -StartDate 2025-08-01 -EndDate 2025-08-06)
$watch.Stop()
"calls=$((Count) - $before - 1)"
"jobs=$($jobs.Count)"
"seconds=$($watch.Elapsed.TotalSeconds)"
