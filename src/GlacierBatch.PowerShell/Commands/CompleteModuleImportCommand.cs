using System.Management.Automation;
using System.Reflection;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>
/// Hands the cmdlets on from the module that the engine makes of an assembly to the one that is being imported. For the module's script:
/// each call by reflection in PowerShell is an expression that the engine compiles, and all of them took as long as the rest of the import.
/// </summary>
[Cmdlet(VerbsLifecycle.Complete, "ModuleImport")]
public sealed class CompleteModuleImportCommand : PSCmdlet
{
    /// <summary>The module that the engine made of this assembly.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public PSModuleInfo Assembly { get; set; } = null!;

    /// <summary>What the module does when it is removed.</summary>
    [Parameter(Mandatory = true)]
    public ScriptBlock OnRemove { get; set; } = null!;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // The second import of an assembly in a process comes from the engine's cache, which does not hand its cmdlets on to the
        // importing module (github.com/PowerShell/PowerShell/issues/20710): Import-Module -Force would lose them all.
        var module = SessionState.Module;
        var export = typeof(PSModuleInfo).GetMethod("AddExportedCmdlet", BindingFlags.Instance | BindingFlags.NonPublic)!
            .CreateDelegate<Action<CmdletInfo>>(module);
        foreach (var cmdlet in Assembly.ExportedCmdlets.Values)
        {
            if (cmdlet.Noun.StartsWith("Glacier", StringComparison.Ordinal)) export(cmdlet);
        }

        ModuleClient.Open();
        module.OnRemove = OnRemove;
    }
}
