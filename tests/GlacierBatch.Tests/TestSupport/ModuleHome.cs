using GlacierBatch.Tests.TestSupport;
using Xunit;

[assembly: AssemblyFixture(typeof(ModuleHome))]

namespace GlacierBatch.Tests.TestSupport;

/// <summary>
/// The module's data folder for all tests that run it in their own process: the module finds it by an environment variable, of
/// which a process has one. Each test uses environments of its own in it.
/// </summary>
public sealed class ModuleHome : IDisposable
{
    private const string Variable = "GLACIERBATCH_HOME";
    private readonly TemporaryFolder _folder = new();

    public ModuleHome()
    {
        Environment.SetEnvironmentVariable(Variable, _folder.Path);
        // The scripts of tests that let the sample make its own template should not take their time about it.
        Environment.SetEnvironmentVariable("SAMPLE_TEMPLATE_SECONDS", "0");
        Environment.SetEnvironmentVariable("SAMPLE_TEMPLATE_MIB", "1");
    }

    /// <summary>The folder.</summary>
    public static string Path => Environment.GetEnvironmentVariable(Variable)
        ?? throw new InvalidOperationException($"{Variable} is not set: the assembly's fixture did not run.");

    public void Dispose() => _folder.Dispose();
}
