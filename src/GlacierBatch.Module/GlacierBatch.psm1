# Loads the cmdlets into the module's own load context and exports them, with the runbooks' functions.

Set-StrictMode -Version Latest

$loader = [System.Reflection.Assembly]::LoadFrom("$PSScriptRoot/bin/GlacierBatch.Loader.dll")
$cmdlets = $loader.GetType('GlacierBatch.Loader.ModuleLoadContext')::LoadCmdlets()
$inner = Microsoft.PowerShell.Core\Import-Module -Assembly $cmdlets -PassThru
# An assembly that the process had imported before brings its cmdlets here only so.
Microsoft.PowerShell.Core\Import-Module -ModuleInfo $inner

# Scripts that this session runs are ended with the module, and their jobs go back to the queue for the next session.
Complete-ModuleImport $inner -OnRemove { $cmdlets.GetType('GlacierBatch.PowerShell.ModuleClient')::Close() }

. "$PSScriptRoot/runbooks/Runbook.ps1"
. "$PSScriptRoot/runbooks/Work.ps1"

$complete = { $cmdlets.CreateInstance('GlacierBatch.PowerShell.Completion.RunbookCompleter').CompleteArgument.Invoke($args) }
foreach ($parameter in 'Environment', 'Region', 'AlsoRegion', 'Step', 'From', 'To') {
    Microsoft.PowerShell.Core\Register-ArgumentCompleter -ParameterName $parameter -ScriptBlock $complete -CommandName @(
        'Start-GlacierRunbook', 'Invoke-GlacierCheckpoint', 'Get-GlacierCheckpoint')
}
