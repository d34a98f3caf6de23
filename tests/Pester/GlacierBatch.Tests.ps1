# The module as a user sees it, in pwsh, on the sample workload.

BeforeAll {
    $root = Join-Path $PSScriptRoot '..' '..'
    $formerHome = $env:GLACIERBATCH_HOME
    $env:GLACIERBATCH_HOME = Join-Path $TestDrive 'home with ümlauts'
    $env:SAMPLE_SCENES = '2'
    $manifest = $env:GLACIERBATCH_MANIFEST ? $env:GLACIERBATCH_MANIFEST : (Join-Path $root 'GlacierBatch.psd1')
    Import-Module $manifest -Force
    $workload = Join-Path $root 'samples' 'workload'
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
}

Describe 'The main job' {
    BeforeAll {
        $environment = New-GlacierBatchEnvironment -Name pester -Service Local -Workload $workload
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

    It 'says what is wrong in one sentence: <Id>' -ForEach @(
        @{ Id = 'UnknownRegion'; Script = { Get-GlacierRegion 134_Arsku -Environment pester } }
        @{ Id = 'IndexOutOfRange'; Script = { Get-GlacierRegion -Index 500: -Environment pester } }
        @{ Id = 'EnvironmentNotFound'; Script = { Get-GlacierRegion -Environment nowhere } }
        @{ Id = 'DatesReversed'; Script = { Submit-GlacierJob 134_Arsuk -Environment pester -Satellite sentinel2 -StartDate 2025-08-06 -EndDate 2025-08-01 } }
        @{ Id = 'TaskTooLarge'; Script = { Submit-GlacierJob 134_Arsuk -Environment pester -Satellite sentinel2 -StartDate 2025-08-01 -EndDate 2025-08-01 -MemoryMiB 16000000 } }
    ) {
        $fault = { & $Script } | Should -Throw -PassThru
        $fault.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $fault.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }
}

Describe 'Remove-GlacierBatch' {
    It 'forgets the environment and leaves its data' {
        $environment = New-GlacierBatchEnvironment -Name gone -Workload $workload
        Submit-GlacierJob 134_Arsuk -Environment gone -Satellite landsat @window | Wait-GlacierJob | Out-Null
        $environment | Remove-GlacierBatch -Force
        Get-GlacierBatchEnvironment gone -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Get-ChildItem (Join-Path $environment.Bucket 'runs') -Recurse -File | Should -Not -BeNullOrEmpty
    }
}
