# Step 1: does a job start at all, and can its log be read?
@{
    Step         = 1
    Name         = 'Hello world'
    Does         = 'The hello image, the smallest environment, one job'
    Limit        = '1 h'
    Job          = 'Job'
    Criteria     = @(
        @{ Name = 'Job'; What = 'status of the job'; Bound = 'is SUCCEEDED' }
        @{ Name = 'Greeting'; What = 'what the log says'; Bound = 'contains Hello from AWS Batch!' }
        @{ Name = 'Ecr403'; What = 'refusals (403) by ECR at the end'; Bound = 'none' }
        @{ Name = 'Duration'; What = 'run time'; Bound = 'under 2 min' }
    )
    Triggers     = @(
        @{
            Where  = @{ Ecr403 = 'over 0'; RolesAge = 'at least 30 min' }
            Then   = 'Abandon'
            Advice = 'ECR still refuses the image 30 min after the roles were made: abandon Batch; ECS on EC2, or stay on Lambda.'
        }
    )
    Otherwise    = 'NoGo'
    Advice       = 'Read the job''s reason and Test-GlacierBatchEnvironment {Environment}, mend what they name, and run the step again.'
    Alternatives = @('ECS on EC2', 'Stay on Lambda')

    Preview      = {
        param($Environment, $Setting)
        if ("$($Environment.Service)" -eq 'Local') { 'run one Python process that prints a line; it costs nothing' }
        else {
            if ($null -eq $Environment.Image -and $Setting['SkipImage'] -ne 'yes') {
                'build and push the hello image to the environment''s repository'
            }

            'run one job of the verb hello (1 vCPU, seconds); by the plan''s formula less than USD 0.001'
        }
    }

    Run          = {
        param($Session)
        if (-not (Test-RunbookLocal $Session) -and $null -eq $Session.Environment.Image -and $Session.Settings['SkipImage'] -ne 'yes') {
            $published = Add-RunbookImage $Session -Hello
            if ($null -eq $published) { return }
        }

        $probe = Invoke-RunbookProbe $Session Hello
        Add-RunbookJob $Session $probe
        Add-RunbookRefusal $Session $probe
        if ($probe.Lines.Count -gt 0) {
            Add-RunbookMeasurement $Session Greeting ([string]::Join(' ', $probe.Lines)) -JobId $probe.JobId -LogLine $probe.Lines `
                -Evidence "$($probe.Lines.Count) lines in the job's log"
        }
    }
}
