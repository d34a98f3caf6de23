# Step 2: may a job write to the bucket, and is what it wrote there at once?
@{
    Step         = 2
    Name         = 'S3 write'
    Does         = 'A job writes batch-test/hello.txt'
    Limit        = '2 h'
    Job          = 'Job'
    Criteria     = @(
        @{ Name = 'Job'; What = 'status of the job'; Bound = 'is SUCCEEDED' }
        @{ Name = 'ObjectAfter'; What = 'from the job''s end until the object was seen'; Bound = 'at most 60 s' }
        @{ Name = 'Content'; What = 'the object is this job''s time-stamped line'; Bound = 'is yes' }
        @{ Name = 'AccessDenied'; What = 'refusals by the bucket'; Bound = 'none' }
    )
    Otherwise    = 'Escalate'
    Advice       = 'Look at the job role''s rights on the bucket: Test-GlacierBatchEnvironment {Environment} names what is missing.'
    Alternatives = @('Write to an EBS volume, and sync it to S3 from time to time')

    Preview      = {
        param($Environment)
        "write batch-test/hello.txt to $($Environment.Bucket)"
        if ("$($Environment.Service)" -eq 'Local') { 'run one Python process; it costs nothing' }
        else { 'run one job of the verb write-test (1 vCPU, seconds); by the plan''s formula less than USD 0.001' }
    }

    Run          = {
        param($Session)
        $probe = Invoke-RunbookProbe $Session WriteTest
        Add-RunbookJob $Session $probe -WithoutDuration
        Add-RunbookMeasurement $Session AccessDenied ([int]$probe.IsAccessDenied) -JobId $probe.JobId -LogLine $probe.Lines `
            -Evidence $(if ($probe.IsAccessDenied) { "$($probe.Reason)" } else { 'none in the job''s reason and log' })
        if ("$($probe.Status)" -ne 'SUCCEEDED') { return }

        $object = Read-RunbookObject $Session 'batch-test/hello.txt' -TimeoutSeconds 90
        if ($null -eq $object) {
            Add-RunbookMeasurement $Session ObjectAfter ([TimeSpan]::FromSeconds(90)) -Evidence 'it did not come within 90 s'
            return
        }

        # An object's time has whole seconds on S3; what was there before the job is not this job's.
        $stamp = [DateTimeOffset]::MinValue
        $lines = @($object.Text.Split("`n", [StringSplitOptions]::RemoveEmptyEntries))
        $isStamped = $lines.Count -ge 2 -and $lines[0].Contains('Hello from AWS Batch!') -and [DateTimeOffset]::TryParse(
            $lines[-1], [cultureinfo]::InvariantCulture, [System.Globalization.DateTimeStyles]::AssumeUniversal, [ref]$stamp)
        $isOurs = $isStamped -and $stamp -ge $probe.StartedAt.AddSeconds(-60) -and $stamp -le $probe.StoppedAt.AddSeconds(60)
        $after = if ($object.LastModified -gt $probe.StoppedAt) { $object.LastModified - $probe.StoppedAt } else { [TimeSpan]::Zero }
        $times = $object.LastModified, $probe.StoppedAt | ForEach-Object { $_.UtcDateTime.ToString('HH:mm:ss') + 'Z' }
        Add-RunbookMeasurement $Session ObjectAfter $after -ObjectKey $object.Key -JobId $probe.JobId `
            -Evidence "written $($times[0]), the job ended $($times[1])"
        Add-RunbookMeasurement $Session Content $isOurs -ObjectKey $object.Key -LogLine $lines `
            -Evidence $(if ($isOurs) { "'$($lines[0])', $($lines[-1])" } else { "it says: $([string]::Join(' ', $lines))" })
    }
}
