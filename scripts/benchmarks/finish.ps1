# Another session: waits for what the first one left, and proves it.
$ErrorActionPreference = 'Stop'
$jobs = @(Get-GlacierJob -Environment bench | Wait-GlacierJob)
"succeeded=$(@($jobs | Where-Object Status -eq 'SUCCEEDED').Count)"
"passed=$(@($jobs | Test-GlacierOutput | Where-Object Status -eq 'Passed').Count)"
