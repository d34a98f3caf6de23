# When the first and the last of the jobs come out of a fresh process's first look at the ledger.
$ErrorActionPreference = 'Stop'
$first = $null
$count = 0
$watch = [System.Diagnostics.Stopwatch]::StartNew()
Get-GlacierJob -Environment bench |
    & {
        process {
            if ($null -eq $first) { $first = $watch.Elapsed.TotalSeconds }
            $count++
        }
        end {
            "first=$first"
            "jobs=$count"
        }
    }
"seconds=$($watch.Elapsed.TotalSeconds)"
