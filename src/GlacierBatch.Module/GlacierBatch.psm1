# Loads the cmdlets into the module's own load context and exports them.

$loaderPath = [System.IO.Path]::Combine($PSScriptRoot, 'bin', 'GlacierBatch.Loader.dll')
$loader = [System.Reflection.Assembly]::LoadFrom($loaderPath)
$cmdlets = $loader.GetType('GlacierBatch.Loader.ModuleLoadContext').GetMethod('LoadCmdlets').Invoke($null, $null)
$inner = Microsoft.PowerShell.Core\Import-Module -Assembly $cmdlets -PassThru

# The second import of an assembly in a process comes from the engine's cache, which does not hand its cmdlets on to the
# importing module (github.com/PowerShell/PowerShell/issues/20710): without this, Import-Module -Force loses them all.
$addExportedCmdlet = [System.Management.Automation.PSModuleInfo].GetMethod(
    'AddExportedCmdlet', [System.Reflection.BindingFlags]'Instance, NonPublic')
foreach ($cmdlet in $inner.ExportedCmdlets.Values) {
    [void]$addExportedCmdlet.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
}

# Scripts that this session runs are ended with the module, and their jobs go back to the queue for the next session.
$client = $cmdlets.GetType('GlacierBatch.PowerShell.ModuleClient')
[void]$client.GetMethod('Open').Invoke($null, $null)
$ExecutionContext.SessionState.Module.OnRemove = { [void]$client.GetMethod('Close').Invoke($null, $null) }.GetNewClosure()
