# The runbook's public functions. A step is a file in steps/ that declares when it is GO and does its work by the module's commands;
# what was measured, and what follows, is kept and decided by the cmdlets.

function Start-GlacierRunbook {
    # .ExternalHelp GlacierBatch-help.xml
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType('GlacierBatch.Core.Checkpoints.Checkpoint', 'System.Int32')]
    param(
        [Parameter(Position = 0, ValueFromPipelineByPropertyName)][Alias('Name')][string]$Environment,
        [ValidateRange(1, 99)][int]$From = 1,
        [ValidateRange(1, 99)][int]$To = 99,
        [switch]$Force,
        [switch]$AsExitCode,
        [string]$Region,
        [string[]]$AlsoRegion,
        [string]$Index,
        [ValidateSet('sentinel2', 'landsat')][string]$Satellite,
        [string]$StartDate,
        [string]$EndDate,
        [ValidateRange(0, 2147483647)][int]$ExpectedCount,
        [ValidateRange(0, 9223372036854775807)][double]$ExpectedSize,
        [string]$Baseline,
        [ValidateRange(16, 16777216)][int]$MemoryMiB,
        [double]$VCpu,
        [ValidateRange(1, 3888000)][int]$TimeoutSeconds,
        [ValidateSet('Spot', 'OnDemand', 'Fargate', 'FargateSpot')][string]$Compute,
        [double]$MaxvCpu,
        [string]$LambdaFunction,
        [switch]$SkipImage,
        [ValidateSet('Docker', 'Podman', 'Buildah')][string]$Engine,
        [hashtable]$BuildArgument,
        [string]$StatusPath,
        [string]$RunbookPath
    )

    process {
        $ErrorActionPreference = 'Stop'
        $code = 2
        try {
            $arguments = Get-RunbookArgument $PSBoundParameters
            foreach ($step in Get-RunbookStep $RunbookPath) {
                if ($step.Step -lt $From -or $step.Step -gt $To) { continue }
                $checkpoint = Invoke-GlacierCheckpoint -Step $step.Step @arguments
                # -WhatIf has nothing to stop at.
                if ($null -eq $checkpoint) { $code = 0; continue }
                $code = $checkpoint.ExitCode
                if (-not $AsExitCode) { $checkpoint }
                if ($code -ne 0) { break }
            }
        }
        catch {
            if (-not $AsExitCode) { $PSCmdlet.ThrowTerminatingError($_) }
            $ErrorActionPreference = 'Continue'
            $PSCmdlet.WriteError($_)
            $code = 2
        }

        if ($AsExitCode) { $code }
    }
}

function Invoke-GlacierCheckpoint {
    # .ExternalHelp GlacierBatch-help.xml
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType('GlacierBatch.Core.Checkpoints.Checkpoint', 'System.Int32')]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipelineByPropertyName)][ValidateRange(1, 99)][int]$Step,
        [Parameter(Position = 1, ValueFromPipelineByPropertyName)][string]$Environment,
        [switch]$Force,
        [switch]$Verify,
        [switch]$AsExitCode,
        [string]$Region,
        [string[]]$AlsoRegion,
        [string]$Index,
        [ValidateSet('sentinel2', 'landsat')][string]$Satellite,
        [string]$StartDate,
        [string]$EndDate,
        [ValidateRange(0, 2147483647)][int]$ExpectedCount,
        [ValidateRange(0, 9223372036854775807)][double]$ExpectedSize,
        [string]$Baseline,
        [ValidateRange(16, 16777216)][int]$MemoryMiB,
        [double]$VCpu,
        [ValidateRange(1, 3888000)][int]$TimeoutSeconds,
        [ValidateSet('Spot', 'OnDemand', 'Fargate', 'FargateSpot')][string]$Compute,
        [double]$MaxvCpu,
        [string]$LambdaFunction,
        [switch]$SkipImage,
        [ValidateSet('Docker', 'Podman', 'Buildah')][string]$Engine,
        [hashtable]$BuildArgument,
        [string]$StatusPath,
        [string]$RunbookPath
    )

    process {
        $ErrorActionPreference = 'Stop'
        try {
            $steps = @(Get-RunbookStep $RunbookPath)
            $declared = @($steps | Where-Object Step -eq $Step)
            if ($declared.Count -ne 1) {
                throw (New-RunbookError 'StepUnknown' "There is no step $Step; there are $($steps.Step -join ', ')." $Step `
                        'Get-GlacierCheckpoint lists them; -RunbookPath adds your own.')
            }

            $place = Find-RunbookEnvironment $Environment
            if ($Verify) { $result = Test-RunbookStep $declared[0] $place }
            else {
                $settings = Get-RunbookSetting $place $PSBoundParameters
                $path = if ($StatusPath) { $StatusPath } else { [System.IO.Path]::Combine('docs', 'status') }
                $result = Complete-RunbookStep $declared[0] $steps $place $settings $path -Force:$Force
            }
        }
        catch {
            if (-not $AsExitCode) { $PSCmdlet.ThrowTerminatingError($_) }
            $ErrorActionPreference = 'Continue'
            $PSCmdlet.WriteError($_)
            return 2
        }

        if ($null -eq $result) { return }
        if ($AsExitCode) { $result.ExitCode } else { $result }
    }
}

function Get-GlacierCheckpoint {
    # .ExternalHelp GlacierBatch-help.xml
    [CmdletBinding()]
    [OutputType('GlacierBatch.Core.Checkpoints.Checkpoint')]
    param(
        [Parameter(Position = 0, ValueFromPipelineByPropertyName)][ValidateRange(1, 99)][int[]]$Step,
        [Parameter(ValueFromPipelineByPropertyName)][Alias('Name')][string]$Environment,
        [switch]$All,
        [string]$RunbookPath
    )

    process {
        $ErrorActionPreference = 'Stop'
        try {
            $steps = @(Get-RunbookStep $RunbookPath | Where-Object { -not $Step -or $_.Step -in $Step })
            foreach ($number in $Step) {
                if ($number -in @($steps | ForEach-Object { $_.Step })) { continue }
                throw (New-RunbookError 'StepUnknown' "There is no step $number." $number `
                        'Get-GlacierCheckpoint without -Step lists them; -RunbookPath adds your own.')
            }

            $place = Find-RunbookEnvironment $Environment
            Read-RunbookCheckpoint -Environment $place.Name -Step $steps -Plan (Get-RunbookPlan) -All:$All
        }
        catch {
            $PSCmdlet.ThrowTerminatingError($_)
        }
    }
}

# What follows is the module's own.

function Get-RunbookPlan { & ([System.IO.Path]::Combine($PSScriptRoot, 'Plan.ps1')) }

function Get-RunbookStep {
    # All steps in their order: the module's, and those in a team's own folder, which may replace one of its number.
    param([string]$RunbookPath)
    $folders = @([System.IO.Path]::Combine($PSScriptRoot, 'steps'))
    if ($RunbookPath) { $folders += $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($RunbookPath) }
    $steps = @{}
    foreach ($folder in $folders) {
        if (-not [System.IO.Directory]::Exists($folder)) {
            throw (New-RunbookError 'FolderNotFound' "There is no folder $folder." $folder `
                    'Give the folder of your steps with -RunbookPath.')
        }

        foreach ($file in [System.IO.Directory]::GetFiles($folder, 'Step*.ps1')) {
            $step = & $file
            if ($step -isnot [hashtable] -or $step['Step'] -isnot [int] -or $step['Run'] -isnot [scriptblock]) {
                throw (New-RunbookError 'StepUnusable' "The file $file declares no step: a table with Step, Criteria and Run." $file `
                        'Correct it: docs/checkpoints.md shows what a step declares.')
            }

            $steps[$step.Step] = $step
        }
    }

    $numbers = [int[]]@($steps.Keys)
    [array]::Sort($numbers)
    foreach ($number in $numbers) { $steps[$number] }
}

function Find-RunbookEnvironment {
    # The environment of a name, or the only one there is.
    param([string]$Name)
    if (-not $Name) {
        $known = @(Get-GlacierBatchEnvironment)
        if ($known.Count -eq 1) { return $known[0] }
        throw (New-RunbookError 'EnvironmentNotNamed' "Of $($known.Count) environments none was named." $null `
                'Give one of Get-GlacierBatchEnvironment with -Environment.')
    }

    @(Get-GlacierBatchEnvironment ([System.Management.Automation.WildcardPattern]::Escape($Name)))[0]
}

function New-RunbookError {
    param([string]$Id, [string]$Message, $Target, [string]$Recommendation)
    $record = [System.Management.Automation.ErrorRecord]::new(
        [System.InvalidOperationException]::new($Message), $Id, 'InvalidArgument', $Target)
    $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($Message)
    $record.ErrorDetails.RecommendedAction = $Recommendation
    $record
}

function Get-RunbookArgument {
    # What Start-GlacierRunbook hands on to each step.
    param($Bound)
    $arguments = @{}
    foreach ($name in $Bound.Keys) { if ($name -notin 'From', 'To', 'AsExitCode') { $arguments[$name] = $Bound[$name] } }
    $arguments
}

function Get-RunbookSetting {
    # The plan's settings, changed by what the last attempt was told, changed by what is told now.
    param($Place, $Bound)
    $settings = (Get-RunbookPlan).Settings
    $last = Read-RunbookSetting -Environment $Place.Name
    foreach ($name in $last.Keys) { $settings[$name] = $last[$name] }
    foreach ($name in 'Region', 'AlsoRegion', 'Index', 'Satellite', 'StartDate', 'EndDate', 'ExpectedCount', 'MemoryMiB', 'VCpu',
        'TimeoutSeconds', 'Compute', 'MaxvCpu', 'LambdaFunction', 'Engine') {
        if (-not $Bound.ContainsKey($name)) { continue }
        $settings[$name] = [string]::Join(',', @($Bound[$name] | ForEach-Object { $_.ToString([cultureinfo]::InvariantCulture) }))
    }

    if ($Bound.ContainsKey('SkipImage')) { $settings.SkipImage = if ($Bound.SkipImage) { 'yes' } else { 'no' } }
    if ($Bound.ContainsKey('ExpectedSize')) {
        $settings.ExpectedSize = ($Bound.ExpectedSize / 1KB).ToString('0.###', [cultureinfo]::InvariantCulture) + ' KB'
    }

    if ($Bound.ContainsKey('Baseline')) {
        $settings.Baseline = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Bound.Baseline)
    }

    if ($Bound.ContainsKey('BuildArgument')) {
        $pairs = @($Bound.BuildArgument.Keys | ForEach-Object { "$_=$($Bound.BuildArgument[$_])" })
        $settings.BuildArgument = [string]::Join(',', $pairs)
    }

    $settings.Environment = $Place.Name
    $settings.RegionCount = "$(@(Get-RunbookRegion $settings).Count)"
    $settings
}

function Complete-RunbookStep {
    # Begins or goes on with an attempt at a step, does its work, decides, and emits the checkpoint. -WhatIf tells what it would be.
    [CmdletBinding(SupportsShouldProcess)]
    param($Declared, $Steps, $Place, $Setting, [string]$StatusPath, [switch]$Force)
    $plan = Get-RunbookPlan
    $stands = @(Read-RunbookCheckpoint -Environment $Place.Name -Step $Steps -Plan $plan)
    $own = @($stands | Where-Object Step -eq $Declared.Step)[0]
    if ("$($own.Decision)" -eq 'Go' -and -not $Force) {
        $PSCmdlet.WriteVerbose("Step $($own.Step) of $($Place.Name) is GO, and is not run again without -Force.")
        return $own
    }

    if (-not $PSCmdlet.ShouldProcess($Place.Name, "Step $($Declared.Step), $($Declared.Name)")) {
        if ($Declared['Preview']) {
            foreach ($line in & $Declared.Preview $Place $Setting) { [void]$PSCmdlet.ShouldProcess($Place.Name, $line) }
        }

        return
    }

    foreach ($former in $stands) {
        if ($former.Step -lt $Declared.Step -and "$($former.Decision)" -ne 'Go') {
            $PSCmdlet.WriteWarning("Step $($former.Step), $($former.Name), is not GO.")
        }
    }

    $session = Open-RunbookAttempt -Environment $Place.Name -Step $Declared -Plan $plan -Setting $Setting -Force:$Force
    if ($null -eq $session) { return @(Read-RunbookCheckpoint -Environment $Place.Name -Step $Declared -Plan $plan)[0] }
    try {
        try { $null = & $Declared.Run $session }
        catch [System.Management.Automation.PipelineStoppedException] { throw }
        catch {
            # What kept the step from its work is evidence too: it could not be checked.
            $PSCmdlet.WriteWarning("Step $($Declared.Step) could not be carried out to its end: $_")
            Add-RunbookMeasurement $session Fault "$_" -Evidence "$($_.FullyQualifiedErrorId)"
        }

        Close-RunbookAttempt $session -Step $Steps -Plan $plan -StatusPath $StatusPath
    }
    finally {
        # After a decision this does nothing; else the attempt stays open, and the next session goes on with it.
        $session.Pause()
    }
}

function Test-RunbookStep {
    # Verifies a checkpoint by its Pester suite, independently of the runbook.
    [CmdletBinding()]
    param($Declared, $Place)
    $suite = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine(
            $PSScriptRoot, '..', '..', 'tests', 'Pester', "Checkpoint.Step$($Declared.Step).Tests.ps1"))
    # One that is loaded comes first, wherever it lies.
    $pester = @(@(Get-Module Pester) + @(Get-Module Pester -ListAvailable) | Where-Object Version -ge ([version]'5.7'))
    if ($pester.Count -eq 0 -or -not [System.IO.File]::Exists($suite)) {
        $PSCmdlet.WriteWarning($(
                if ($pester.Count -eq 0) { 'Pester 5.7 or later is not installed: nothing was verified.' }
                else { "There is no suite $suite." }))
        return [pscustomobject]@{
            PSTypeName = 'GlacierBatch.CheckpointVerification'
            Step = $Declared.Step; Environment = $Place.Name; Status = 'Unchecked'; PassedCount = 0; FailedCount = 0; SkippedCount = 0
            ExitCode = 2; Tests = @()
        }
    }

    if (-not (Get-Module Pester)) { Import-Module $pester[0] }
    $container = New-PesterContainer -Path $suite -Data @{ Environment = $Place.Name }
    $result = Invoke-Pester -Container $container -PassThru -Output None
    # What kept the suite from beginning is the reason of all its tests.
    $fault = @($result.Containers | ForEach-Object ErrorRecord)
    $tests = @($result.Tests | ForEach-Object {
            [pscustomobject]@{ Name = $_.Name; Result = "$($_.Result)"; Reason = [string]::Join('; ', @($_.ErrorRecord) + $fault) } })
    foreach ($test in $tests | Where-Object { $fault.Count -eq 0 -and $_.Result -in 'Failed', 'Inconclusive' }) {
        $PSCmdlet.WriteWarning("$($test.Name): $($test.Result), $($test.Reason)")
    }

    foreach ($each in $fault) { $PSCmdlet.WriteWarning("Nothing was verified: $each") }
    $isWhole = $result.PassedCount -gt 0 -and @($tests | Where-Object Result -eq 'Inconclusive').Count -eq 0
    $status = if ($fault.Count -gt 0) { 'Unchecked' } elseif ($result.FailedCount -gt 0) { 'Failed' }
    elseif ($isWhole) { 'Passed' } else { 'Unchecked' }
    [pscustomobject]@{
        PSTypeName = 'GlacierBatch.CheckpointVerification'
        Step = $Declared.Step; Environment = $Place.Name; Status = $status; PassedCount = $result.PassedCount
        FailedCount = $result.FailedCount; SkippedCount = $result.SkippedCount
        ExitCode = @{ Passed = 0; Failed = 1; Unchecked = 2 }[$status]; Tests = $tests
    }
}
