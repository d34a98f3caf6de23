using System.Management.Automation;
using System.Reflection;

namespace GlacierBatch.Host;

/// <summary>What the host says of itself.</summary>
internal static class HostText
{
    public const string Help = """
        Runs PowerShell scripts with the GlacierBatch module imported, on machines without pwsh.

          GlacierBatch.Host -File <script> [arguments]   runs a script; `exit N` in it is the exit code
          GlacierBatch.Host -Command <text>              runs a command; the exit code tells whether it succeeded
          GlacierBatch.Host -Version | -Help

        Options before -File or -Command: -WorkingDirectory <folder>, and pwsh's -NoProfile, -NoLogo, -NonInteractive and
        -ExecutionPolicy <policy>. There is no prompt, and of PowerShell's cmdlets only the engine's own are there.
        The module is the GlacierBatch.psd1 above the host's folder, or the one that GLACIERBATCH_MODULE names.
        Exit codes: 1 an error, 64 a wrong command line, 130 Ctrl-C, 143 SIGTERM.
        """;

    /// <summary>The versions of the host and of the engine in it.</summary>
    public static string Version() => $"GlacierBatch.Host {VersionOf(typeof(HostText))}, PowerShell {VersionOf(typeof(PSObject))}";

    private static string VersionOf(Type type)
    {
        var version = type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        // What follows names the commit it was built from.
        return version.Split('+', ' ')[0];
    }
}
