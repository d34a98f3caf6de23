using System.Collections;
using System.Management.Automation;

namespace GlacierBatch.PowerShell.Commands.Runbooks;

/// <summary>Emits what the last attempt at an environment was told, as a table. For the runbooks.</summary>
[Cmdlet(VerbsCommunications.Read, "RunbookSetting")]
[OutputType(typeof(Hashtable))]
public sealed class ReadRunbookSettingCommand : AsyncCmdlet
{
    /// <summary>The environment.</summary>
    [Parameter(Mandatory = true)]
    public string Environment { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var client = ModuleClient.Get();
        var environment = await client.Environments.GetAsync(Environment, cancellationToken);
        var settings = new Hashtable();
        foreach (var (name, value) in await client.Checkpoints.ReadSettingsAsync(environment, cancellationToken)) settings[name] = value;
        Emit(settings);
    }
}
