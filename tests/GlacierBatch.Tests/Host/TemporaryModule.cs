using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Host;

/// <summary>A small module and a folder for scripts, so that the host is tested by itself.</summary>
public sealed class TemporaryModule : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("glacierbatch host ").FullName;

    public TemporaryModule()
    {
        Write("Things.psd1", """
            @{
                RootModule = 'Things.psm1'
                ModuleVersion = '1.0'
                GUID = 'b3a0bd3b-7a43-4b0e-8b46-0a0b4e8cc001'
                FormatsToProcess = 'Things.format.ps1xml'
                FunctionsToExport = '*'
            }
            """);
        Write("Things.psm1", """
            function Get-Thing {
                [CmdletBinding()] param()
                foreach ($name in 'first', 'second') {
                    [pscustomobject]@{ PSTypeName = 'Things.Thing'; Region = $name; Status = 'RUNNING'; Hidden = 'no' }
                }
            }
            function Remove-Thing {
                [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param([Parameter(Mandatory)] $Name)
                $ErrorActionPreference = 'Stop'
                if ($PSCmdlet.ShouldProcess($Name)) { "removed $Name" }
            }
            function Write-Streams {
                [CmdletBinding()] param()
                $PSCmdlet.WriteWarning('of the weather')
                $PSCmdlet.WriteVerbose('decided')
                $PSCmdlet.WriteInformation('to know', @())
                $progress = [Management.Automation.ProgressRecord]::new(1, 'Melting', 'half')
                $progress.PercentComplete = 50
                $progress.SecondsRemaining = 90
                $PSCmdlet.WriteProgress($progress)
                $PSCmdlet.WriteError([Management.Automation.ErrorRecord]::new([Exception]::new('it failed'), 'X', 'NotSpecified', $null))
            }
            $ExecutionContext.SessionState.Module.OnRemove = { [Console]::Out.WriteLine('module removed') }
            """);
        Write("Things.format.ps1xml", """
            <Configuration><ViewDefinitions><View>
              <Name>thing</Name><ViewSelectedBy><TypeName>Things.Thing</TypeName></ViewSelectedBy>
              <TableControl>
                <TableHeaders><TableColumnHeader><Label>Where</Label></TableColumnHeader><TableColumnHeader /></TableHeaders>
                <TableRowEntries><TableRowEntry><TableColumnItems>
                  <TableColumnItem><PropertyName>Region</PropertyName></TableColumnItem>
                  <TableColumnItem><PropertyName>Status</PropertyName></TableColumnItem>
                </TableColumnItems></TableRowEntry></TableRowEntries>
              </TableControl>
            </View></ViewDefinitions></Configuration>
            """);
    }

    /// <summary>The folder that everything is in; its name has a space.</summary>
    public string Folder => _folder;

    /// <summary>The environment of a host that is to import the module.</summary>
    public IReadOnlyDictionary<string, string?> Environment =>
        new Dictionary<string, string?> { ["GLACIERBATCH_MODULE"] = Path.Combine(_folder, "Things.psd1") };

    /// <summary>Writes a file.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    internal Task<HostResult> RunAsync(params string[] arguments) =>
        HostProcess.RunAsync(arguments, Environment, _folder, TestContext.Current.CancellationToken);
}
