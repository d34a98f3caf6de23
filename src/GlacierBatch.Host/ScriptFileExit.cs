using System.Management.Automation.Runspaces;
using System.Reflection;

namespace GlacierBatch.Host;

/// <summary>
/// Lets `exit` in a script file reach the host, as in a text it does anyway. Of its own the engine ends only the file and leaves the
/// code in $LASTEXITCODE, where that of the last native command lies too, so nobody could tell them apart. pwsh sets this switch
/// of the engine; it has no public name.
/// </summary>
internal static class ScriptFileExit
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <summary>Sets the switch for the next script that the runspace runs, and for none that this one calls.</summary>
    /// <exception cref="InvalidOperationException">The engine has no such switch.</exception>
    public static void ReachesHost(Runspace runspace)
    {
        var context = typeof(Runspace).GetProperty("ExecutionContext", Hidden)?.GetValue(runspace);
        var rethrow = context?.GetType().GetProperty("ScriptCommandProcessorShouldRethrowExit", Hidden)
            ?? throw new InvalidOperationException("This version of the PowerShell engine does not tell its host of a script's exit code.");
        rethrow.SetValue(context, true);
    }
}
