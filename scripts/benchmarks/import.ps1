# How long an import takes, in a process that has imported another module before.
param([string]$Manifest)

$watch = [System.Diagnostics.Stopwatch]::StartNew()
Import-Module $Manifest
$milliseconds = $watch.Elapsed.TotalMilliseconds
if (-not (Get-Command Submit-GlacierJob -ErrorAction SilentlyContinue)) { throw 'The module has no Submit-GlacierJob.' }
"milliseconds=$milliseconds"
