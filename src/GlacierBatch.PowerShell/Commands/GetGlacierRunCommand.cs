using System.Management.Automation;
using GlacierBatch.Core.Runs;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Lists runs, with their jobs counted by where they stand.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierRun")]
[OutputType(typeof(GlacierRun))]
public sealed class GetGlacierRunCommand : AsyncCmdlet
{
    /// <summary>Names, also with wildcards; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RunCompleter))]
    public string[] RunName { get; set; } = ["*"];

    /// <summary>Runs of an environment; of all by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var client = ModuleClient.Get();
        var environment = string.IsNullOrEmpty(Environment) ? null : await client.Environments.GetAsync(Environment, cancellationToken);
        var patterns = RunName.Select(name => new WildcardPattern(name, WildcardOptions.IgnoreCase)).ToList();
        foreach (var run in await client.Runs.ReadRunsAsync(environment?.Name, cancellationToken))
        {
            if (patterns.Exists(pattern => pattern.IsMatch(run.RunName))) Emit(run);
        }
    }
}
