# Loads the cmdlets into the module's own load context and exports them, with the runbooks' functions.

Set-StrictMode -Version Latest

$loaderPath = [System.IO.Path]::Combine($PSScriptRoot, 'bin', 'GlacierBatch.Loader.dll')
$loader = [System.Reflection.Assembly]::LoadFrom($loaderPath)
$cmdlets = $loader.GetType('GlacierBatch.Loader.ModuleLoadContext').GetMethod('LoadCmdlets').Invoke($null, $null)
$inner = Microsoft.PowerShell.Core\Import-Module -Assembly $cmdlets -PassThru

# The second import of an assembly in a process comes from the engine's cache, which does not hand its cmdlets on to the
# importing module (github.com/PowerShell/PowerShell/issues/20710): without the next lines, Import-Module -Force loses them all,
# those that the runbooks use and nobody else among them.
Microsoft.PowerShell.Core\Import-Module -ModuleInfo $inner
$addExportedCmdlet = [System.Management.Automation.PSModuleInfo].GetMethod(
    'AddExportedCmdlet', [System.Reflection.BindingFlags]'Instance, NonPublic')
foreach ($cmdlet in $inner.ExportedCmdlets.Values) {
    if ($cmdlet.Noun.StartsWith('Runbook')) { continue }
    [void]$addExportedCmdlet.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
}

# Scripts that this session runs are ended with the module, and their jobs go back to the queue for the next session.
$client = $cmdlets.GetType('GlacierBatch.PowerShell.ModuleClient')
[void]$client.GetMethod('Open').Invoke($null, $null)
$ExecutionContext.SessionState.Module.OnRemove = { [void]$client.GetMethod('Close').Invoke($null, $null) }.GetNewClosure()

. ([System.IO.Path]::Combine($PSScriptRoot, 'runbooks', 'Runbook.ps1'))
. ([System.IO.Path]::Combine($PSScriptRoot, 'runbooks', 'Work.ps1'))

# A function's parameters cannot name a completer of the load context, as the cmdlets' do.
$completers = @{
    Environment = 'EnvironmentCompleter'; Region = 'RegionCompleter'; AlsoRegion = 'RegionCompleter'
    Step = 'StepCompleter'; From = 'StepCompleter'; To = 'StepCompleter'
}
foreach ($parameter in $completers.Keys) {
    $completer = $cmdlets.GetType("GlacierBatch.PowerShell.Completion.$($completers[$parameter])").GetConstructors()[0].Invoke($null)
    Microsoft.PowerShell.Core\Register-ArgumentCompleter -ParameterName $parameter -CommandName @(
        'Start-GlacierRunbook', 'Invoke-GlacierCheckpoint', 'Get-GlacierCheckpoint') -ScriptBlock {
        $completer.CompleteArgument($args[0], $args[1], $args[2], $args[3], $args[4])
    }.GetNewClosure()
}
