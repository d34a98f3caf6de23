# The module as a user sees it, in pwsh, on the sample workload: every command, in strict mode, in folders with spaces and umlauts.

BeforeAll {
    Set-StrictMode -Version Latest
    $root = Join-Path $PSScriptRoot '..' '..'
    $formerHome = $env:GLACIERBATCH_HOME
    $env:GLACIERBATCH_HOME = Join-Path $TestDrive 'home with ümlauts'
    $env:SAMPLE_SCENES = '2'
    $manifest = $env:GLACIERBATCH_MANIFEST ? $env:GLACIERBATCH_MANIFEST : (Join-Path $root 'GlacierBatch.psd1')
    Import-Module $manifest -Force
    $workload = Join-Path $TestDrive 'Skripte für Gletscher'
    Copy-Item (Join-Path $root 'samples' 'workload') $workload -Recurse
    $window = @{ StartDate = '2025-08-01'; EndDate = '2025-08-06'; MemoryMiB = 512 }
}

AfterAll {
    Remove-Module GlacierBatch -ErrorAction Ignore
    $env:GLACIERBATCH_HOME = $formerHome
    $env:SAMPLE_SCENES = $null
}

Describe 'GlacierBatch' {
    It 'exports what the manifest names, and no more' {
        $data = Import-PowerShellDataFile $manifest
        (Get-Command -Module GlacierBatch).Name | Sort-Object |
            Should -Be (@($data.CmdletsToExport) + @($data.FunctionsToExport) | Sort-Object)
    }

    It 'uses approved verbs and one noun prefix' {
        $verbs = (Get-Verb).Verb
        foreach ($command in Get-Command -Module GlacierBatch) {
            $command.Verb | Should -BeIn $verbs
            $command.Noun | Should -BeLike 'Glacier*'
        }
    }

    It 'survives Import-Module -Force' {
        Import-Module $manifest -Force
        (Get-Command -Module GlacierBatch).Count | Should -BeGreaterThan 10
    }

    It 'has every command used by this suite' {
        $script = [System.Management.Automation.Language.Parser]::ParseFile($PSCommandPath, [ref]$null, [ref]$null)
        $used = $script.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true) |
            ForEach-Object { $_.GetCommandName() }
        (Get-Command -Module GlacierBatch).Name | Where-Object { $_ -notin $used } | Should -BeNullOrEmpty
    }

    It 'works from a folder with spaces and umlauts' {
        $copy = Join-Path $TestDrive 'Größe und Maß' 'GlacierBatch'
        $source = Split-Path (Convert-Path $manifest)
        New-Item $copy -ItemType Directory | Out-Null
        Copy-Item (Join-Path $source 'module'), (Join-Path $source 'en-US'), (Convert-Path $manifest) $copy -Recurse
        $script = {
            Import-Module $args[0]
            $null = New-GlacierBatchEnvironment elsewhere -Workload $args[1]
            (Get-Command Get-GlacierJob).Module.Path
            (Get-GlacierRegion -Environment elsewhere -Index 0:2).Name
            (Get-Help Get-GlacierJob).Synopsis
            Remove-GlacierBatch elsewhere -Force
        }
        $path, $first, $second, $synopsis = Start-Job $script -ArgumentList (Join-Path $copy 'GlacierBatch.psd1'), $workload |
            Wait-Job | Receive-Job
        $path | Should -BeLike "$copy*"
        $first, $second | Should -Be '018_snebrae', '063_isvand_north'
        $synopsis | Should -Not -BeNullOrEmpty
    }
}

Describe 'The main job' {
    BeforeAll {
        $bucket = Join-Path $TestDrive 'Eimer für Gletscher'
        $environment = New-GlacierBatchEnvironment -Name pester -Service Local -Workload $workload -Bucket $bucket
    }

    AfterAll {
        $environment | Remove-GlacierBatch -Force
    }

    It 'goes from regions to verdicts in one pipeline' {
        $verdicts = Get-GlacierRegion -Environment pester -Index 0:3 |
            Submit-GlacierJob -Satellite sentinel2 @window |
            Wait-GlacierJob |
            Test-GlacierOutput
        $verdicts | Should -HaveCount 3
        $verdicts.Status | Should -Be @('Passed', 'Passed', 'Passed')
        $verdicts.Scenes | Should -Be @(2, 2, 2)
    }

    It 'lists no failed job and the runs with their counts' {
        Get-GlacierJob -Environment pester | Where-Object Status -EQ FAILED | Get-GlacierJobLog | Should -BeNullOrEmpty
        @(Get-GlacierRun -Environment pester)[0].Succeeded | Should -Be 3
    }

    It 'takes jobs that went through a job of PowerShell' {
        $jobs = Start-Job { Import-Module $using:manifest; Get-GlacierJob -Environment pester } | Wait-Job | Receive-Job
        $jobs | Test-GlacierOutput -Quiet | Should -BeTrue
    }

    It 'shows its objects as tables' {
        $table = Get-GlacierJob -Environment pester | Out-String -Width 100
        $table | Should -Match 'Region +Satellite +Start +Status'
        $table | Should -Match '018_snebrae'
        ($table -split "`n" | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 100
    }

    It 'shows what it would submit, and submits nothing, with -WhatIf' {
        $before = @(Get-GlacierRun -Environment pester).Count
        Get-GlacierRegion -Environment pester | Submit-GlacierJob -Satellite landsat @window -WhatIf | Should -BeNullOrEmpty
        @(Get-GlacierRun -Environment pester).Count | Should -Be $before
    }

    It 'copies outputs once' {
        $folder = Join-Path $TestDrive 'outputs'
        $first = Get-GlacierJob -Environment pester | Save-GlacierOutput -Path $folder
        $first.IsNew | Should -Contain $true
        (Get-GlacierJob -Environment pester | Save-GlacierOutput -Path $folder).IsNew | Should -Not -Contain $true
    }

    It 'changes an environment, publishes to it and finds it ready' {
        (Set-GlacierBatchEnvironment pester -MemoryMiB 768).MemoryMiB | Should -Be 768
        (Publish-GlacierWorkload -Path $workload -Environment pester).WorkloadRevision | Should -Be $environment.WorkloadRevision
        (Test-GlacierBatchEnvironment pester).Status | Should -Not -Contain 'Failed'
        Test-GlacierBatchEnvironment pester -Quiet | Should -BeTrue
    }

    It 'restarts what failed, and only that' {
        $env:SAMPLE_FAULT = 'exit-1'
        try { $failed = Submit-GlacierJob 134_Arsuk -Environment pester -Satellite landsat @window | Wait-GlacierJob }
        finally { $env:SAMPLE_FAULT = $null }
        $failed.Status | Should -Be FAILED
        $failed.Category | Should -Be Script
        ($failed | Restart-GlacierJob | Wait-GlacierJob).Status | Should -Be SUCCEEDED
    }

    It 'stops a job that has not begun' {
        $waiting = Submit-GlacierJob 134_Arsuk -Environment pester -Satellite landsat @window -RunName stopped -NoStart
        $waiting | Stop-GlacierJob -Reason 'not needed'
        (Get-GlacierJob -Environment pester -RunName stopped).StatusReason | Should -Be 'not needed'
    }

    It 'measures a run' {
        $measured = @(Get-GlacierRun -Environment pester | Measure-GlacierRun -Compare Lambda)
        ($measured | Measure-Object Jobs -Sum).Sum | Should -BeGreaterOrEqual 5
    }

    It 'freezes a baseline, compares with it and reports' {
        $baseline = Join-Path $TestDrive 'bekannt gut.json'
        $report = Join-Path $TestDrive 'Bericht.xml'
        $jobs = Get-GlacierJob -Environment pester -Status SUCCEEDED
        ($jobs | Export-GlacierBaseline -Path $baseline).Tasks | Should -Be $jobs.Count
        $jobs | Test-GlacierOutput -Baseline $baseline | Export-GlacierReport -Path $report
        ([xml](Get-Content $report -Raw)).testsuites.failures | Should -Be 0
    }

    It 'writes the template that an administrator deploys' {
        (Export-GlacierTemplate (Join-Path $TestDrive 'Vorlage.yaml')).Length | Should -BeGreaterThan 1000
    }

    It 'takes a checkpoint, lists it, goes on with the next and sets one aside' {
        $status = @{ Environment = 'pester'; StatusPath = Join-Path $TestDrive 'Stand der Dinge' }
        (Invoke-GlacierCheckpoint 1 @status).Decision | Should -Be Go
        Start-GlacierRunbook @status -To 2 -AsExitCode | Should -Be 0
        (Get-GlacierCheckpoint -Environment pester | Where-Object Decision -EQ Go).Step | Should -Be 1, 2
        Reset-GlacierCheckpoint 2 -Environment pester -Confirm:$false
        (Get-GlacierCheckpoint 2 -Environment pester).Decision | Should -BeNullOrEmpty
    }

    It 'says what is wrong in one sentence: <Id>' -ForEach @(
        @{ Id = 'UnknownRegion'; Script = { Get-GlacierRegion 134_Arsku -Environment pester } }
        @{ Id = 'IndexOutOfRange'; Script = { Get-GlacierRegion -Index 500: -Environment pester } }
        @{ Id = 'EnvironmentNotFound'; Script = { Get-GlacierRegion -Environment nowhere } }
        @{ Id = 'DatesReversed'; Script = { Submit-GlacierJob 134_Arsuk -Environment pester -Satellite sentinel2 -StartDate 2025-08-06 -EndDate 2025-08-01 } }
        @{ Id = 'EnvironmentHasNoImage'; Script = { Publish-GlacierImage pester -Path $TestDrive } }
        @{ Id = 'TaskTooLarge'; Script = { Submit-GlacierJob 134_Arsuk -Environment pester -Satellite sentinel2 -StartDate 2025-08-01 -EndDate 2025-08-01 -MemoryMiB 16000000 } }
    ) {
        $fault = { & $Script } | Should -Throw -PassThru
        $fault.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $fault.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }
}

Describe 'Remove-GlacierBatch' {
    It 'says what to give where nobody can be asked' {
        $script = {
            Import-Module $args[0]
            $null = New-GlacierBatchEnvironment asked -Workload $args[1]
            try { Remove-GlacierBatch asked } catch { $_.FullyQualifiedErrorId; $_.ErrorDetails.RecommendedAction }
            Remove-GlacierBatch asked -Confirm:$false
            "left: $(@(Get-GlacierBatchEnvironment asked -ErrorAction Ignore).Count)"
        }
        $file = Join-Path $TestDrive 'niemand da.ps1'
        Set-Content $file $script
        $said = pwsh -NoProfile -NonInteractive -File $file (Convert-Path $manifest) $workload
        $said[0] | Should -Be 'NobodyToAsk,GlacierBatch.PowerShell.Commands.RemoveGlacierBatchCommand'
        $said[1] | Should -BeLike '*-Confirm:$false*'
        $said[2] | Should -Be 'left: 0'
    }

    It 'forgets the environment and leaves its data' {
        $environment = New-GlacierBatchEnvironment -Name gone -Workload $workload
        Submit-GlacierJob 134_Arsuk -Environment gone -Satellite landsat @window | Wait-GlacierJob | Out-Null
        $environment | Remove-GlacierBatch -Force
        Get-GlacierBatchEnvironment gone -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Get-ChildItem (Join-Path $environment.Bucket 'runs') -Recurse -File | Should -Not -BeNullOrEmpty
    }
}
