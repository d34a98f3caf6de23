using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace GlacierBatch.Host;

/// <summary>
/// Out-Default that loses nothing. A table is held back until the widths of its columns are known, and with it all that comes after;
/// where the script then throws or exits, the engine's own command is dropped without its end, and those rows with it.
/// </summary>
[Cmdlet("Out", Noun)]
public sealed class OutConsoleCommand : OutDefaultCommand, IDisposable
{
    /// <summary>The name by which the host calls it.</summary>
    public const string Name = $"Out-{Noun}";

    private const string Noun = "Console";

    private bool _begun;
    private bool _ended;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _begun = true;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _ended = true;
        base.EndProcessing();
    }

    /// <summary>Writes what is still held back, however the pipeline ended.</summary>
    void IDisposable.Dispose()
    {
        try
        {
            if (_begun && !_ended) EndProcessing();
        }
        catch (PipelineStoppedException)
        {
            // A stopped pipeline writes no more.
        }
        finally
        {
            Dispose();
        }
    }
}
