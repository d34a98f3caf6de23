using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;
using GlacierBatch.Core.Checkpoints;
using GlacierBatch.Tests.TestSupport;

namespace GlacierBatch.Tests.Checkpoints;

/// <summary>The module's own step files, read as the module reads them: what is tested is what a team runs.</summary>
internal static class StepFiles
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "src", "GlacierBatch.Module", "runbooks");
    private static readonly ConcurrentDictionary<string, Hashtable> Read = new(StringComparer.Ordinal);

    /// <summary>The plan's settings.</summary>
    public static IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>(Plan.Settings) { ["Environment"] = "greenland" };

    /// <summary>The plan.</summary>
    public static RunbookPlan Plan => StepDeclaration.ReadPlan(Table("Plan.ps1"));

    /// <summary>A step with the plan's settings.</summary>
    public static StepPlan Step(int number) => StepDeclaration.ReadStep(Table(Path.Combine("steps",
        Path.GetFileName(Directory.GetFiles(Path.Combine(Folder, "steps"), $"Step{number}.*.ps1").Single())))).Filled(Settings);

    private static Hashtable Table(string file) => Read.GetOrAdd(file, _ =>
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using var shell = System.Management.Automation.PowerShell.Create(runspace);
        shell.AddScript("& $args[0]").AddArgument(Path.Combine(Folder, file));
        return shell.Invoke().Single().BaseObject as Hashtable ?? throw new InvalidOperationException($"{file} declares nothing.");
    });
}
