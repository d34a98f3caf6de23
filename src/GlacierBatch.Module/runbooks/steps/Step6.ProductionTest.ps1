# Step 6: does it hold at the size of production?
@{
    Step         = 6
    Name         = 'Production test'
    Does         = '{MaxvCpu} vCPU, the regions {Index} of the catalogue'
    Limit        = '1 day'
    Criteria     = @(
        @{ Name = 'Capacity'; What = 'vCPU that may run at a time'; Bound = 'at least {MaxvCpu} vCPU' }
        @{ Name = 'SuccessRate'; What = 'regions that succeeded, those without scenes not counted'; Bound = 'over 95 %' }
        @{ Name = 'MemoryErrors'; What = 'jobs that ran out of memory'; Bound = 'none' }
        @{ Name = 'SpotLosses'; What = 'attempts lost with a Spot machine'; Bound = 'under 5 %' }
        @{ Name = 'PlanCost'; What = 'cost by the plan''s formula'; Bound = 'under USD 0.10' }
        @{ Name = 'MeanRun'; What = 'mean run time'; Bound = 'under 5 min' }
    )
    # Under 90 % the failure mode names the cure. What has one is cured before anything is given up.
    Triggers     = @(
        @{
            Where  = @{ SuccessRate = 'under 90 %'; FailureMode = 'is SpotReclaim' }
            Then   = 'NoGo'
            Advice = 'Spot machines were lost: use the on-demand queue (Start-GlacierRunbook -Environment {Environment} -Compute OnDemand).'
        }
        @{
            Where  = @{ SuccessRate = 'under 90 %'; FailureMode = 'is OutOfMemory' }
            Then   = 'NoGo'
            Advice = 'Tasks ran out of memory: give them the next size class (Start-GlacierRunbook -Environment {Environment} -MemoryMiB).'
        }
        @{
            Where  = @{ SuccessRate = 'under 90 %'; FailureMode = 'is Timeout' }
            Then   = 'NoGo'
            Advice = 'Tasks took too long: give them 60 min (Start-GlacierRunbook -Environment {Environment} -TimeoutSeconds 3600).'
        }
        @{
            Where  = @{ SuccessRate = 'under 90 %'; SameFailure = 'is yes' }
            Then   = 'Abandon'
            Advice = 'The same failure everywhere: abandon; no size, queue or time limit mends it.'
        }
        @{
            Where  = @{ SuccessRate = 'under 90 %' }
            Then   = 'NoGo'
            Advice = 'Regions fail for several causes: Get-GlacierJob -Status FAILED has advice for each; mend the most frequent first.'
        }
    )
    Otherwise    = 'Escalate'
    Advice       = 'Between GO and NO-GO: look at what failed, and decide with the group.'
    Alternatives = @('Keep Lambda', 'Stay on the HPC cluster', 'Smaller runs on Batch')

    Preview      = {
        param($Environment, $Setting)
        if ("$($Environment.Service)" -ne 'Local' -and $Environment.MaxvCpu -lt [double]$Setting['MaxvCpu']) {
            "raise the environment's maximum from $($Environment.MaxvCpu) to $($Setting['MaxvCpu']) vCPU"
        }
        Get-RunbookPreview $Environment $Setting @(Get-GlacierRegion -Environment $Environment.Name -Index $Setting['Index'] |
                ForEach-Object { $_.Name })
    }

    Run          = {
        param($Session)
        Add-RunbookCapacity $Session
        $regions = @(Get-GlacierRegion -Environment $Session.Environment.Name -Index $Session.Settings['Index'] | ForEach-Object Name)
        $jobs = @(Complete-RunbookRun $Session production $regions)
        $run = @(Measure-GlacierRun $jobs[0].RunName -Environment $Session.Environment.Name)[0]

        # A job whose output does not hold has not succeeded, whatever its script said.
        $counted = @($jobs | Where-Object { "$($_.Outcome)" -ne 'NoScenes' })
        $done = @($counted | Where-Object { "$($_.Status)" -eq 'SUCCEEDED' })
        $bad = @(Get-RunbookVerdict $Session $done | Where-Object { "$($_.Status)" -ne 'Passed' })
        $succeeded = $done.Count - $bad.Count
        $rate = if ($counted.Count -eq 0) { $null } else { $succeeded / $counted.Count }
        $left = @($counted | Where-Object { "$($_.Status)" -ne 'SUCCEEDED' })
        $first = if ($bad.Count -gt 0) { ": $($bad[0].Region) $($bad[0].Evidence)" } else { '' }
        Add-RunbookMeasurement $Session SuccessRate $rate -JobId @($left | ForEach-Object JobId) -Evidence (
            "$succeeded of $($counted.Count) regions ($($Session.Settings['Index']) of the catalogue are $($regions.Count)), " +
            "$($run.NoScenes) without scenes, $($bad.Count) whose output does not hold$first")

        $modes = @($left | Where-Object { "$($_.Status)" -eq 'FAILED' } | ForEach-Object { "$($_.Category)" })
        $modes += @($bad | ForEach-Object { 'Output' })
        Add-RunbookFailureMode $Session $modes $counted.Count

        $memory = @($jobs | Where-Object { "$($_.Category)" -eq 'OutOfMemory' })
        Add-RunbookMeasurement $Session MemoryErrors $memory.Count -JobId @($memory | ForEach-Object JobId) `
            -Evidence "among $($jobs.Count) jobs"
        if (Test-RunbookLocal $Session) {
            Add-RunbookMeasurement $Session SpotLosses -NotApplicable 'not applicable on Local: nobody takes this machine back'
        }
        else {
            Add-RunbookMeasurement $Session SpotLosses ($run.SpotLosses / [Math]::Max(1, $run.Attempts)) `
                -Evidence "$($run.SpotLosses) of $($run.Attempts) attempts, $($run.Compute)"
        }

        Add-RunbookMeasurement $Session PlanCost $run.PlanUsd -Evidence ([string]::Format([cultureinfo]::InvariantCulture,
                'USD {0:0.0000} by the plan''s formula for {1:0.####} vCPU-hours; the estimated bill beside it: USD {2:0.0000}',
                $run.PlanUsd, $run.VCpuHours, $run.BillUsd))
        $seconds = @($jobs | Where-Object { $null -ne $_.Duration } | ForEach-Object { $_.Duration.TotalSeconds })
        if ($seconds.Count -gt 0) {
            Add-RunbookMeasurement $Session MeanRun ([TimeSpan]::FromSeconds([Linq.Enumerable]::Average([double[]]$seconds))) `
                -Evidence ([string]::Format([cultureinfo]::InvariantCulture, 'of {0} jobs; half of them no longer than {1:0.##} s',
                    $seconds.Count, ([TimeSpan]$run.RunMedian).TotalSeconds))
        }
    }
}
