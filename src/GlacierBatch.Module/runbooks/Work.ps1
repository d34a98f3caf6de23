# What several steps do: submit or go on with a run, try a job, publish an image, write down what was measured.
# Neither here nor in the steps is any cmdlet of the Utility and Management modules: they run in pwsh and in the Host alike.

function Test-RunbookLocal {
    # Whether the environment's jobs run on this machine: then there is no image, no registry and no Spot market.
    param($Session)
    "$($Session.Environment.Service)" -eq 'Local'
}

function Get-RunbookRegion {
    # The regions of step 5: the first one, and those that join it.
    param($Setting)
    $Setting['Region']
    $more = $Setting['AlsoRegion'].Split(',', [StringSplitOptions]'RemoveEmptyEntries, TrimEntries')
    $more | Where-Object { $_ -ne $Setting['Region'] }
}

function Get-RunbookSubmission {
    # The parameters of Submit-GlacierJob by the settings.
    param($Setting)
    $arguments = @{ Satellite = $Setting['Satellite']; StartDate = $Setting['StartDate']; EndDate = $Setting['EndDate'] }
    foreach ($name in 'MemoryMiB', 'TimeoutSeconds') { if ($Setting[$name]) { $arguments[$name] = [int]$Setting[$name] } }
    if ($Setting['VCpu']) { $arguments.VCpu = [double]::Parse($Setting['VCpu'], [cultureinfo]::InvariantCulture) }
    if ($Setting['Compute']) { $arguments.Compute = $Setting['Compute'] }
    $arguments
}

function Get-RunbookByteCount {
    # '1.2 MB' or '234 KB' as bytes, as PowerShell counts them.
    param([string]$Text)
    $number, $unit = $Text.Split(' ')
    $factor = switch ($unit) { 'KB' { 1KB } 'MB' { 1MB } 'GB' { 1GB } default { 1 } }
    [double]::Parse($number, [cultureinfo]::InvariantCulture) * $factor
}

function Get-RunbookPreview {
    # What a run would be: each task with what it gets, and what it would cost by the plan's formula.
    param($Environment, $Setting, [string[]]$Region)
    $arguments = Get-RunbookSubmission $Setting
    Submit-GlacierJob -Region $Region -Environment $Environment.Name @arguments -WhatIf | Out-Null
    $vcpu = if ($arguments.ContainsKey('VCpu')) { $arguments.VCpu } else { $Environment.VCpu }
    $besides = if ("$($Environment.Service)" -eq 'Local') { ' at AWS; this machine costs nothing' }
    else { ', and the bill has boot, pull and idle time besides' }
    [string]::Format([cultureinfo]::InvariantCulture, 'run {0} tasks; at 2 minutes each the plan''s formula gives USD {1:0.0000}{2}',
        $Region.Count, $Region.Count * $vcpu * 2 / 60 * 0.04, $besides)
}

function Complete-RunbookRun {
    # Submits a run of the attempt, or goes on with what an ended session submitted under its name, waits, and emits its jobs.
    param($Session, [string]$What, [string[]]$Region)
    $environment = $Session.Environment.Name
    $run = $Session.NameOf($What)
    $jobs = @()
    if ($Session.Runs -contains $run) {
        # It was to be submitted: whether it came to that, the bucket knows.
        if (@(Get-GlacierRun "$run*" -Environment $environment -Discover | Where-Object RunName -eq $run).Count -gt 0) {
            $PSCmdlet.WriteVerbose("The run $run was submitted before; it is gone on with.")
            $jobs = @(Get-GlacierJob -Environment $environment -RunName $run)
        }
    }
    else { Add-RunbookMeasurement $Session -Run $run }

    if ($jobs.Count -eq 0) {
        $arguments = Get-RunbookSubmission $Session.Settings
        $jobs = @(Submit-GlacierJob -Region $Region -Environment $environment -RunName $run @arguments)
    }

    while (@($jobs | Where-Object { "$($_.Status)" -notin 'SUCCEEDED', 'FAILED' }).Count -gt 0) {
        try { [void]@($jobs | Wait-GlacierJob -Timeout 60) }
        catch { if ($_.FullyQualifiedErrorId -notlike 'WaitTimeout,*') { throw } }
        $jobs = @(Get-GlacierJob -Environment $environment -RunName $run)
        Write-RunbookAdvice $Session
        # The jobs run on; that they have not ended in the step's time is what is measured.
        if ($Session.Budget.IsUsedUp) { break }
    }

    $jobs
}

function Write-RunbookAdvice {
    # What the plan says at this time: at an hour, two, three, and near the limit.
    param($Session)
    foreach ($text in $Session.Say()) { $PSCmdlet.WriteWarning($text) }
}

function Get-RunbookVerdict {
    # The verdicts on jobs that succeeded, with the baseline where one is given.
    param($Session, $Job)
    $arguments = @{}
    if ($Session.Settings['Baseline'] -and $Session.Step.Step -eq 4) { $arguments.Baseline = $Session.Settings['Baseline'] }
    $Job | Where-Object { "$($_.Status)" -eq 'SUCCEEDED' -or $Session.Step.Step -eq 4 } | Test-GlacierOutput @arguments
}

function Add-RunbookImage {
    # Builds and pushes an image; what goes wrong is evidence, and no end of the step. Emits the image, or nothing.
    param($Session, [switch]$Hello)
    $arguments = @{}
    if ($Hello) { $arguments.Hello = $true }
    if ($Session.Settings['Engine']) { $arguments.Engine = $Session.Settings['Engine'] }
    if ($Session.Settings['BuildArgument']) {
        $arguments.BuildArgument = @{}
        foreach ($pair in $Session.Settings['BuildArgument'].Split(',')) {
            $name, $value = $pair.Split('=', 2)
            $arguments.BuildArgument[$name] = $value
        }
    }

    try { Publish-RunbookImage $Session @arguments }
    catch {
        $isRefusal = $_.FullyQualifiedErrorId -like 'ImageRefused,*'
        # The first step has no criterion of its own for the image.
        if ($Hello -and -not $isRefusal) { throw }
        $said = "$_ $($_.ErrorDetails.RecommendedAction)"
        if (-not $Hello) { Add-RunbookMeasurement $Session Image $false -Evidence $said }
        if ($isRefusal) { Add-RunbookMeasurement $Session Ecr403 1 -Evidence $said }
    }
}

function Add-RunbookJob {
    # How a job ended that is no task.
    param($Session, $Probe, [switch]$WithoutDuration)
    Add-RunbookMeasurement $Session Job "$($Probe.Status)" -JobId $Probe.JobId -LogLine $Probe.Lines -Evidence $(
        if ($Probe.Reason) { "$($Probe.Reason)" } else { "job $($Probe.JobId)" })
    if ($WithoutDuration -or $null -eq $Probe.Duration) { return }
    $times = $Probe.StartedAt, $Probe.StoppedAt | ForEach-Object { $_.UtcDateTime.ToString('HH:mm:ss') + 'Z' }
    Add-RunbookMeasurement $Session Duration $Probe.Duration -JobId $Probe.JobId -Evidence "started $($times[0]), ended $($times[1])"
}

function Add-RunbookRefusal {
    # Whether ECR refused the image at the end, and how old the roles were then.
    param($Session, $Probe)
    if (Test-RunbookLocal $Session) {
        Add-RunbookMeasurement $Session Ecr403 -NotApplicable 'not applicable on Local: there is no registry'
        return
    }

    Add-RunbookMeasurement $Session Ecr403 ([int]$Probe.IsRegistryRefusal) -JobId $Probe.JobId -Evidence $(
        if ($Probe.IsRegistryRefusal) { "$($Probe.Reason) (try $($Probe.Tries))" }
        elseif ($Probe.Tries -gt 1) { "refused $($Probe.Tries - 1) times while the roles were young, then pulled" }
        else { 'the image was pulled at the first try' })
    Add-RunbookMeasurement $Session RolesAge $Probe.RolesAge -Evidence 'since the environment was made'
}

function Add-RunbookCount {
    # How many jobs of a run succeeded, as '3 of 3'.
    param($Session, [string]$Name, $Job)
    $done = @($Job | Where-Object { "$($_.Status)" -eq 'SUCCEEDED' })
    $bad = @($Job | Where-Object { "$($_.Status)" -ne 'SUCCEEDED' })
    Add-RunbookMeasurement $Session $Name "$($done.Count) of $(@($Job).Count)" -JobId @($Job | ForEach-Object JobId) -Evidence $(
        if ($bad.Count -eq 0) { "run $(@($Job)[0].RunName)" }
        else { "$($bad[0].Region) is $($bad[0].Status), $($bad[0].Category): $($bad[0].StatusReason)" })
}

function Add-RunbookFailureMode {
    # The most frequent cause of failures, and whether it is everywhere.
    param($Session, [string[]]$Mode, [int]$Count)
    if ($Mode.Count -eq 0) { return }
    $counts = @{}
    foreach ($each in $Mode) { $counts[$each] = 1 + [int]$counts[$each] }
    $worst = $null
    foreach ($each in $Mode) { if ($null -eq $worst -or $counts[$each] -gt $counts[$worst]) { $worst = $each } }
    $all = [string]::Join(', ', @($counts.Keys | ForEach-Object { "${_}: $($counts[$_])" }))
    Add-RunbookMeasurement $Session FailureMode $worst -Evidence $all
    Add-RunbookMeasurement $Session SameFailure ($counts[$worst] -eq $Count -and $Count -gt 1) -Evidence "$all, of $Count regions"
}

function Add-RunbookCapacity {
    # Scales up to the production test's vCPU; never down.
    param($Session)
    if (Test-RunbookLocal $Session) {
        Add-RunbookMeasurement $Session Capacity `
            -NotApplicable "not applicable on Local: this machine has $([Environment]::ProcessorCount) processors"
        return
    }

    $environment = @(Get-GlacierBatchEnvironment $Session.Environment.Name)[0]
    $wanted = [double]::Parse($Session.Settings['MaxvCpu'], [cultureinfo]::InvariantCulture)
    if ($environment.MaxvCpu -lt $wanted) { $environment = Set-GlacierBatchEnvironment $environment.Name -MaxvCpu $wanted }
    Add-RunbookMeasurement $Session Capacity ([double]$environment.MaxvCpu) -Evidence "the environment's maximum, $($environment.Compute)"
}

function Get-RunbookFunction {
    # The Lambda function's configuration as it is now; nothing where none is named.
    param($Session)
    if (-not $Session.Settings['LambdaFunction'] -or (Test-RunbookLocal $Session)) { return }
    # What was seen first counts, also if another session saw it.
    $seen = $Session.Find('LambdaBefore')
    if ($null -ne $seen) { return $seen.Text }
    $hash = Read-RunbookFunction $Session $Session.Settings['LambdaFunction']
    Add-RunbookMeasurement $Session LambdaBefore $hash `
        -Evidence "the configuration of $($Session.Settings['LambdaFunction']) before the step"
    $hash
}

function Add-RunbookFunction {
    # Whether the Lambda function is as it was before the step.
    param($Session, [string]$Before)
    if (-not $Session.Settings['LambdaFunction'] -or (Test-RunbookLocal $Session)) {
        Add-RunbookMeasurement $Session Lambda -NotApplicable $(
            if (Test-RunbookLocal $Session) { 'not applicable on Local: nothing here reaches Lambda' }
            else { 'no -LambdaFunction was named' })
        return
    }

    $after = Read-RunbookFunction $Session $Session.Settings['LambdaFunction']
    Add-RunbookMeasurement $Session Lambda ($after -eq $Before) -Evidence "configuration $Before before, $after after"
}
