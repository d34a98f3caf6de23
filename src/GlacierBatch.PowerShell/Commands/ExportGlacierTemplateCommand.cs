using System.Management.Automation;
using System.Text;
using GlacierBatch.Core;
using GlacierBatch.Core.Services.Batch.Provisioning;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>
/// Writes the CloudFormation template of an environment, for an administrator who deploys it for those who may not make roles. Its
/// parameters are described in it.
/// </summary>
[Cmdlet(VerbsData.Export, "GlacierTemplate", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportGlacierTemplateCommand : AsyncCmdlet
{
    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Path { get; set; } = "";

    /// <summary>Whether the image repository stays when the stack is deleted.</summary>
    [Parameter]
    public SwitchParameter KeepImage { get; set; }

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var file = new FileInfo(ResolveNew(Path));
        if (!await MayAsync(file.FullName, "Write the template")) return;
        // A file that is there is never lost by mistake: opening it anew fails.
        var mode = Force ? FileMode.Create : FileMode.CreateNew;
        try
        {
            await using var stream = new FileStream(file.FullName, mode, FileAccess.Write);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(EnvironmentTemplate.Text(KeepImage)), cancellationToken);
        }
        catch (IOException fault) when (!Force && file.Exists)
        {
            throw new GlacierBatchException(ErrorKind.AlreadyExists, "FileExists", $"There is a file {file.FullName} already.",
                "Give another -Path, or -Force to replace it.", file.FullName, fault);
        }

        file.Refresh();
        Emit(file);
    }
}
