# Step 5: do several regions go as one does, and is each change of state seen?
@{
    Step         = 5
    Name         = 'Several regions'
    Does         = 'A dry run, then {Region} alone, then with {AlsoRegion}'
    Limit        = '6 h'
    Criteria     = @(
        @{ Name = 'DryRun'; What = 'tasks of the dry run with the right parameters'; Bound = 'is {RegionCount}' }
        @{ Name = 'FirstRun'; What = 'the first region alone'; Bound = 'is 1 of 1' }
        @{ Name = 'SecondRun'; What = 'all regions'; Bound = 'is {RegionCount} of {RegionCount}' }
        @{ Name = 'Output'; What = 'outputs that do not hold, or could not be checked'; Bound = 'none' }
        @{ Name = 'Monitoring'; What = 'jobs of which a change of state was missed'; Bound = 'none' }
        @{ Name = 'Lambda'; What = 'the Lambda function is as it was'; Bound = 'is yes' }
    )
    Triggers     = @(
        @{
            Where  = @{ Failures = 'over 1' }
            Then   = 'NoGo'
            Advice = 'More than one failure: investigate each (Get-GlacierJobLog), go on with smaller runs, or revert to Lambda.'
        }
    )
    Otherwise    = 'Escalate'
    Advice       = 'Look at what failed or went unseen, and decide whether to run the step again.'
    Alternatives = @('Smaller runs', 'Revert to Lambda')

    Preview      = {
        param($Environment, $Setting)
        Get-RunbookPreview $Environment $Setting @($Setting['Region'])
        Get-RunbookPreview $Environment $Setting @(Get-RunbookRegion $Setting)
    }

    Run          = {
        param($Session)
        $regions = @(Get-RunbookRegion $Session.Settings)
        $function = Get-RunbookFunction $Session
        $arguments = Get-RunbookSubmission $Session.Settings
        $planned = @(Get-RunbookTask -Session $Session -Region $regions @arguments)
        $wrong = @($planned | Where-Object {
                $_.Region -notin $regions -or "$($_.Satellite)" -ne $arguments.Satellite -or
                $_.Start.ToString('yyyy-MM-dd') -ne $arguments.StartDate -or $_.End.ToString('yyyy-MM-dd') -ne $arguments.EndDate -or
                ($arguments.ContainsKey('MemoryMiB') -and $_.MemoryMiB -ne $arguments.MemoryMiB) -or $_.MemoryMiB -le 0 -or $_.VCpu -le 0 })
        $shown = @($planned | ForEach-Object {
                [string]::Format([cultureinfo]::InvariantCulture, '{0} {1} {2:yyyy-MM-dd} to {3:yyyy-MM-dd}, {4} vCPU, {5} MiB',
                    $_.Region, $_.Satellite, $_.Start, $_.End, $_.VCpu, $_.MemoryMiB) })
        Add-RunbookMeasurement $Session DryRun ($planned.Count - $wrong.Count) -Evidence ([string]::Join('; ', $shown))

        $first = @(Complete-RunbookRun $Session first $regions[0])
        Add-RunbookCount $Session FirstRun $first
        $jobs = $first
        if (@($first | Where-Object { "$($_.Status)" -ne 'SUCCEEDED' }).Count -eq 0) {
            $second = @(Complete-RunbookRun $Session second $regions)
            Add-RunbookCount $Session SecondRun $second
            $jobs = $first + $second
        }

        $bad = @(Get-RunbookVerdict $Session $jobs | Where-Object { "$($_.Status)" -ne 'Passed' })
        Add-RunbookMeasurement $Session Output $bad.Count -JobId @($bad | ForEach-Object { "$($_.JobId)" }) `
            -Evidence $(if ($bad.Count -eq 0) { "$($jobs.Count) verdicts, all Passed" } else { "$($bad[0].Region): $($bad[0].Evidence)" })
        $failed = @($jobs | Where-Object { "$($_.Status)" -eq 'FAILED' } | ForEach-Object JobId) + @($bad | ForEach-Object JobId)
        $failures = [System.Collections.Generic.HashSet[string]]::new([string[]]@($failed | ForEach-Object { "$_" }))
        Add-RunbookMeasurement $Session Failures $failures.Count -Evidence 'jobs that failed or whose output does not hold'

        # Of each job the submission, the start and the end are on record, in this order.
        $unseen = @($jobs | Where-Object {
                $null -eq $_.StartedAt -or $null -eq $_.StoppedAt -or
                $_.StartedAt -lt $_.CreatedAt.AddSeconds(-60) -or $_.StoppedAt -lt $_.StartedAt })
        Add-RunbookMeasurement $Session Monitoring $unseen.Count -JobId @($unseen | ForEach-Object JobId) `
            -Evidence "$($jobs.Count) jobs; submitted, started and ended are each on record with a time"
        Add-RunbookFunction $Session $function
    }
}
