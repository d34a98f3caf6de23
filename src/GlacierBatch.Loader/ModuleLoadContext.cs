using System.Reflection;
using System.Runtime.Loader;

namespace GlacierBatch.Loader;

/// <summary>
/// The load context of everything that the module ships. AWS.Tools and other modules bring their own versions of the same
/// assemblies; in a context of our own, ours never meet theirs.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private const string CmdletAssembly = "GlacierBatch.PowerShell.dll";

    private static readonly Lock Gate = new();
    private static ModuleLoadContext? _instance;

    private readonly AssemblyDependencyResolver _resolver;
    private readonly Assembly _cmdlets;

    private ModuleLoadContext(string cmdletPath) : base("GlacierBatch")
    {
        _resolver = new AssemblyDependencyResolver(cmdletPath);
        _cmdlets = LoadFromAssemblyPath(cmdletPath);
    }

    /// <summary>The assembly with the cmdlets. It is loaded once a process: .NET cannot exchange a loaded assembly.</summary>
    public static Assembly LoadCmdlets()
    {
        lock (Gate)
        {
            var folder = Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!;
            _instance ??= new ModuleLoadContext(Path.Combine(folder, CmdletAssembly));
            return _instance._cmdlets;
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The engine's types must be the engine's own, or no cmdlet of ours would be one to it.
        if (assemblyName.Name == "System.Management.Automation") return null;
        var path = _resolver.ResolveAssemblyToPath(assemblyName);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    /// <inheritdoc/>
    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = _resolver.ResolveUnmanagedDllToPath(unmanagedDllName);
        return path is null ? IntPtr.Zero : LoadUnmanagedDllFromPath(path);
    }
}
