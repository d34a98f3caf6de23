using System.Management.Automation;
using GlacierBatch.Core.Environments;
using GlacierBatch.PowerShell.Arguments;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Changes what an environment's future runs are given.</summary>
[Cmdlet(VerbsCommon.Set, "GlacierBatchEnvironment", SupportsShouldProcess = true)]
[OutputType(typeof(GlacierEnvironment))]
public sealed class SetGlacierBatchEnvironmentCommand : EnvironmentCmdlet
{
    /// <summary>The environment.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Environment")]
    [NamesOf("Name", "Environment", Wanted = "an environment")]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var name in Name)
        {
            if (!await MayAsync(name, "Change the environment")) continue;
            var environments = ModuleClient.Get().Environments;
            var environment = await environments.GetAsync(name, null, Aws, cancellationToken);
            Emit(await environments.SetAsync(environment.Name, Asked, Watch($"Changing {environment.Name}"), cancellationToken));
        }
    }
}
