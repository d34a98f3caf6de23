# Step 3: does the processor's image carry all that the scripts import?
@{
    Step         = 3
    Name         = 'Geospatial stack'
    Does         = 'The processor image is built and pushed, and imports all'
    Limit        = '3 h'
    Job          = 'Job'
    Criteria     = @(
        @{ Name = 'Job'; What = 'status of the job'; Bound = 'is SUCCEEDED' }
        @{ Name = 'Image'; What = 'the image is built and pushed'; Bound = 'is yes' }
        @{ Name = 'ImageSize'; What = 'size in the registry, compressed'; Bound = 'between 0.1 GB and 3 GB' }
        @{ Name = 'Ecr403'; What = 'refusals (403) by ECR at the end'; Bound = 'none' }
        @{ Name = 'Imports'; What = 'imports that failed'; Bound = 'none' }
        @{ Name = 'SuccessObject'; What = 'batch-test/geospatial_test.txt is written by this job'; Bound = 'is yes' }
        @{ Name = 'Duration'; What = 'run time'; Bound = 'under 5 min' }
    )
    Triggers     = @(
        @{
            Where  = @{ CrashedAttempts = 'over 3' }
            Then   = 'Abandon'
            Advice = 'More than three attempts crashed: simplify the image, or build the stack with conda.'
        }
    )
    Otherwise    = 'NoGo'
    Advice       = 'Mend what the evidence names, the image (containers/stack has what it installs) or a right, and run the step again.'
    Alternatives = @('Simplify the image', 'Build the stack with conda')

    Preview      = {
        param($Environment, $Setting)
        if ("$($Environment.Service)" -eq 'Local') {
            'run one Python process that imports what the environment''s scripts import; it costs nothing'
        }
        else {
            if ($Setting['SkipImage'] -ne 'yes') {
                'build and push the processor image to the environment''s repository (about USD 0.10 a GB and month)'
            }

            'run one job of the verb check-stack (1 vCPU, under a minute); by the plan''s formula less than USD 0.001'
        }
        "write batch-test/geospatial_test.txt to $($Environment.Bucket)"
    }

    Run          = {
        param($Session)
        $isLocal = Test-RunbookLocal $Session
        if ($isLocal) {
            foreach ($name in 'Image', 'ImageSize') {
                Add-RunbookMeasurement $Session $name `
                    -NotApplicable 'not applicable on Local: there is no image; the stack is this machine''s Python'
            }
        }
        else {
            if ($Session.Settings['SkipImage'] -ne 'yes') {
                $published = Add-RunbookImage $Session
                if ($null -eq $published) { return }
            }

            # An image that no registry tells of was perhaps never pushed: that is no pass.
            $image = Read-RunbookImage $Session
            $isKnown = if ($null -eq $image) { $false }
            elseif ($null -eq $image.SizeBytes -and $null -eq $image.PushedAt) { $null }
            else { $true }
            Add-RunbookMeasurement $Session Image $isKnown -Evidence $(
                if ($null -eq $image) { 'the registry has no such image' }
                elseif ($null -eq $isKnown) { "$($image.Image) is in no registry that can be asked" }
                else { "$($image.Image)" })
            if ($null -ne $image) {
                Add-RunbookMeasurement $Session ImageSize $image.SizeBytes -Evidence $(
                    if ($null -eq $image.SizeBytes) { 'the registry does not tell its size' } else { "$($image.SizeBytes) bytes" })
            }
        }

        $probe = Invoke-RunbookProbe $Session CheckStack
        Add-RunbookJob $Session $probe
        Add-RunbookRefusal $Session $probe
        $missing = @($probe.Lines | Where-Object { $_ -like '* FAILED *' })
        if ("$($probe.Status)" -eq 'SUCCEEDED' -or $missing.Count -gt 0) {
            Add-RunbookMeasurement $Session Imports $missing.Count -JobId $probe.JobId -LogLine $probe.Lines -Evidence $(
                if ($missing.Count -gt 0) { [string]::Join('; ', $missing) }
                elseif ($isLocal) {
                    "all that the environment's own scripts import, by this machine's Python: $($probe.Lines.Count - 1) modules"
                }
                else { [string]::Join(', ', $probe.Lines) })
        }

        if ("$($probe.Status)" -ne 'SUCCEEDED') { return }
        $object = Read-RunbookObject $Session 'batch-test/geospatial_test.txt'
        $isOurs = $null -ne $object -and $object.LastModified -ge $probe.StartedAt.AddSeconds(-60)
        Add-RunbookMeasurement $Session SuccessObject $isOurs -ObjectKey 'batch-test/geospatial_test.txt' -Evidence $(
            if ($isOurs) { "written $($object.LastModified.UtcDateTime.ToString('HH:mm:ss'))Z" }
            else { 'it is not there, or is of an earlier job' })
    }
}
