using System.Management.Automation;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>What a script wrote, stream by stream.</summary>
internal sealed record SessionResult(
    IReadOnlyList<PSObject> Objects,
    IReadOnlyList<ErrorRecord> Errors,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Verbose,
    IReadOnlyList<ProgressRecord> Progress)
{
    /// <summary>What has been written so far.</summary>
    /// <param name="shell">The pipeline.</param>
    /// <param name="output">What it emitted.</param>
    /// <param name="thrown">The error that ended it.</param>
    public static SessionResult Of(System.Management.Automation.PowerShell shell, IEnumerable<PSObject> output, ErrorRecord? thrown) => new(
        [.. output],
        thrown is null ? [.. shell.Streams.Error] : [.. shell.Streams.Error, thrown],
        [.. shell.Streams.Warning.Select(record => record.Message)],
        [.. shell.Streams.Verbose.Select(record => record.Message)],
        [.. shell.Streams.Progress]);
}
