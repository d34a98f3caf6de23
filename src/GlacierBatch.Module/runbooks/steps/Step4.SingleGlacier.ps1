# Step 4: is one region's output what Lambda gave?
@{
    Step         = 4
    Name         = 'Single glacier'
    Does         = '{Region}, {Satellite}, {StartDate} to {EndDate}'
    Limit        = '4 h'
    Job          = 'Job'
    Criteria     = @(
        @{ Name = 'Job'; What = 'status of the job'; Bound = 'is SUCCEEDED' }
        @{ Name = 'Output'; What = 'verdict on the output, with the baseline where one is given'; Bound = 'is Passed' }
        @{ Name = 'Scenes'; What = 'clipped scenes'; Bound = 'is {ExpectedCount}' }
        @{ Name = 'SceneSize'; What = 'size of the scene that is furthest off'; Bound = '{ExpectedSize} +-20 %' }
        @{ Name = 'IndividualCsv'; What = 'individual CSVs'; Bound = 'is {ExpectedCount}' }
        @{ Name = 'CombinedCsv'; What = 'combined CSVs'; Bound = 'is 1' }
        @{ Name = 'Template'; What = 'templates'; Bound = 'is 1' }
        @{ Name = 'Duration'; What = 'run time'; Bound = 'under 5 min' }
        @{ Name = 'PeakMemory'; What = 'the most memory'; Bound = 'under 8 GB' }
    )
    Otherwise    = 'Escalate'
    Advice       = 'Compare with a known-good output (-Baseline), read Get-GlacierJobLog, and decide with the group.'
    Alternatives = @('Keep Lambda', 'Optimise the HPC cluster')

    Preview      = {
        param($Environment, $Setting)
        Get-RunbookPreview $Environment $Setting @($Setting['Region'])
    }

    Run          = {
        param($Session)
        $jobs = @(Complete-RunbookRun $Session single @($Session.Settings['Region']))
        $job = $jobs[0]
        Add-RunbookMeasurement $Session Job "$($job.Status)" -JobId $job.JobId -Evidence $(
            if ("$($job.Status)" -eq 'FAILED') { "$($job.Category): $($job.StatusReason)" }
            else { "$($job.Outcome) at attempt $($job.Attempts)" })
        if ("$($job.Status)" -notin 'SUCCEEDED', 'FAILED') { return }
        Add-RunbookMeasurement $Session Duration $job.Duration -JobId $job.JobId -Evidence 'the last attempt, as it was recorded'
        Add-RunbookMeasurement $Session PeakMemory $job.PeakMemoryBytes -JobId $job.JobId -Evidence 'all processes of the task at a time'

        $verdict = @(Get-RunbookVerdict $Session $jobs)[0]
        Add-RunbookMeasurement $Session Output "$($verdict.Status)" -JobId $job.JobId -Evidence $verdict.Evidence

        $files = @(Read-RunbookOutput $Session -Job $job)
        $scenes = @($files | Where-Object { "$($_.Kind)" -eq 'Scene' })
        $kinds = [ordered]@{ Scenes = 'Scene'; IndividualCsv = 'SceneMetadata'; CombinedCsv = 'CombinedMetadata'; Template = 'Template' }
        foreach ($name in $kinds.Keys) {
            $own = @($files | Where-Object { "$($_.Kind)" -eq $kinds[$name] })
            if ($Session.Settings['Baseline'] -and $name -in 'Scenes', 'IndividualCsv') {
                Add-RunbookMeasurement $Session $name `
                    -NotApplicable "the baseline decides, not Lambda's figures: there are $($own.Count)"
            }
            elseif ($Session.Settings['Satellite'] -eq 'landsat' -and $name -ne 'Scenes') {
                Add-RunbookMeasurement $Session $name -NotApplicable 'landsat writes none'
            }
            else {
                Add-RunbookMeasurement $Session $name $own.Count -ObjectKey @($own | ForEach-Object Key) -Evidence 'in the result record'
            }
        }

        if ($Session.Settings['Baseline']) {
            Add-RunbookMeasurement $Session SceneSize -NotApplicable 'the baseline decides, not Lambda''s figures'
            return
        }

        $expected = Get-RunbookByteCount $Session.Settings['ExpectedSize']
        $furthest = $null
        foreach ($scene in $scenes) {
            $isFurther = $null -eq $furthest -or
            [Math]::Abs($scene.Size - $expected) -gt [Math]::Abs($furthest.Size - $expected)
            if ($isFurther) { $furthest = $scene }
        }

        if ($null -ne $furthest) {
            Add-RunbookMeasurement $Session SceneSize $furthest.Size -ObjectKey $furthest.Key `
                -Evidence "$($furthest.Path), $($furthest.Size) bytes"
        }
    }
}
