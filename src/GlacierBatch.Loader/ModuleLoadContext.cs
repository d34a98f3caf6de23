using System.Reflection;
using System.Runtime.InteropServices;
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
    private readonly string _compiled;
    private readonly Assembly _cmdlets;

    private ModuleLoadContext(string cmdletPath) : base("GlacierBatch")
    {
        _resolver = new AssemblyDependencyResolver(cmdletPath);
        _compiled = Path.Combine(Path.GetDirectoryName(cmdletPath)!, Platform);
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
        return path is null ? null : LoadFromAssemblyPath(Compiled(path));
    }

    /// <summary>
    /// A package has some assemblies once more in a folder of each common platform, compiled for it, which starts sooner; everywhere
    /// else the portable ones are compiled while they run.
    /// </summary>
    private string Compiled(string path)
    {
        var compiled = Path.Combine(_compiled, Path.GetFileName(path));
        return File.Exists(compiled) ? compiled : path;
    }

    private static string Platform
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            var architecture = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "x64" : "arm64";
            return $"{system}-{architecture}";
        }
    }

    /// <inheritdoc/>
    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = _resolver.ResolveUnmanagedDllToPath(unmanagedDllName);
        return path is null ? IntPtr.Zero : LoadUnmanagedDllFromPath(path);
    }
}
