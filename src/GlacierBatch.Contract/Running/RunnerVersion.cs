using System.Reflection;

namespace GlacierBatch.Contract.Running;

/// <summary>Which GlacierBatch this is.</summary>
public static class RunnerVersion
{
    /// <summary>The version, for instance <c>0.1.0</c>, without build metadata.</summary>
    public static string Current { get; } =
        typeof(RunnerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? "0";
}
