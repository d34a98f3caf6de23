@{
    RootModule             = 'module/GlacierBatch.psm1'
    ModuleVersion          = '0.1.0'
    GUID                   = '6f6c0b3e-7d0c-4e0a-9a55-2f1c8d8f4b60'
    Author                 = 'GlacierBatch contributors'
    CompanyName            = 'GlacierBatch contributors'
    Copyright              = '(c) GlacierBatch contributors. MIT licence.'
    Description            = 'Runs glacier satellite processing as batch jobs, hundreds of regions at once: on this machine or on AWS Batch.'
    PowerShellVersion      = '7.6'
    CompatiblePSEditions   = @('Core')
    FormatsToProcess       = @('module/formats/GlacierBatch.Format.ps1xml')
    TypesToProcess         = @('module/formats/GlacierBatch.Types.ps1xml')
    FunctionsToExport      = @('Get-GlacierCheckpoint', 'Invoke-GlacierCheckpoint', 'Start-GlacierRunbook')
    CmdletsToExport        = @(
        'Export-GlacierBaseline'
        'Export-GlacierReport'
        'Export-GlacierTemplate'
        'Get-GlacierBatchEnvironment'
        'Get-GlacierJob'
        'Get-GlacierJobLog'
        'Get-GlacierRegion'
        'Get-GlacierRun'
        'Measure-GlacierRun'
        'New-GlacierBatchEnvironment'
        'Publish-GlacierImage'
        'Publish-GlacierWorkload'
        'Remove-GlacierBatch'
        'Reset-GlacierCheckpoint'
        'Restart-GlacierJob'
        'Save-GlacierOutput'
        'Set-GlacierBatchEnvironment'
        'Stop-GlacierJob'
        'Submit-GlacierJob'
        'Test-GlacierBatchEnvironment'
        'Test-GlacierOutput'
        'Wait-GlacierJob'
    )
    AliasesToExport        = @()
    VariablesToExport      = @()
    PrivateData            = @{
        PSData = @{
            Tags = @('AWS', 'Batch', 'Glacier', 'Greenland', 'Landsat', 'Sentinel2', 'HPC', 'PSEdition_Core', 'Linux', 'MacOS', 'Windows')
        }
    }
}
