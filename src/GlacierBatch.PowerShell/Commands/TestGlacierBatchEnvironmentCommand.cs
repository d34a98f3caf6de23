using System.Management.Automation;
using GlacierBatch.Core.Environments;
using GlacierBatch.PowerShell.Arguments;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Preflight and doctor: what would stop a job here, and the fix.</summary>
[Cmdlet(VerbsDiagnostic.Test, "GlacierBatchEnvironment")]
[OutputType(typeof(EnvironmentCheck), typeof(bool))]
public sealed class TestGlacierBatchEnvironmentCommand : AwsCmdlet
{
    private bool _passed = true;

    /// <summary>The environment; by default the only one there is.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Environment")]
    [NamesOf("Name", "Environment")]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[]? Name { get; set; }

    /// <summary>One Boolean for everything, instead of the checks.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var environments = ModuleClient.Get().Environments;
        foreach (var name in Name ?? [null!])
        {
            var environment = await environments.GetAsync(name, null, Aws, cancellationToken);
            await foreach (var check in environments.CheckAsync(environment, cancellationToken))
            {
                _passed &= check.Passed;
                if (!Quiet) Emit(check);
            }
        }
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken)
    {
        if (Quiet) Emit(_passed);
        return Task.CompletedTask;
    }
}
