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

    /// <summary>Looks in the environment's bucket for runs of other machines first.</summary>
    [Parameter]
    public SwitchParameter Discover { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var client = ModuleClient.Get();
        var isAny = string.IsNullOrEmpty(Environment) && !Discover;
        var environment = isAny ? null : await client.Environments.GetAsync(
            string.IsNullOrEmpty(Environment) ? null : Environment, cancellationToken);
        if (Discover && environment is not null)
        {
            foreach (var fault in await client.Runs.DiscoverAsync(environment, cancellationToken)) Warn(fault);
        }

        var names = await client.Runs.FindNamesAsync(environment?.Name, RunName, fault => Report(fault), cancellationToken);
        var wanted = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var run in await client.Runs.ReadRunsAsync(environment?.Name, cancellationToken))
        {
            if (wanted.Contains(run.RunName)) Emit(run);
        }
    }
}
