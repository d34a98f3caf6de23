using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Results;
using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Outputs;

/// <summary>Whether a task's own files are in the store as it recorded them, and were written by this run.</summary>
internal sealed class OutputFiles(GlacierEnvironment environment, TaskResult result)
{
    /// <summary>Two clocks may differ: the store's and the runner's. And some file systems keep whole seconds only.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    /// <summary>Makes the checks "Intact" and "Current" in one pass.</summary>
    public async Task<IReadOnlyList<Check>> CheckAsync(CancellationToken cancellationToken)
    {
        var earliest = result.Started - ClockTolerance;
        string? older = null;
        var count = 0;
        foreach (var output in result.Outputs.Where(output => !output.Kind.IsShared()))
        {
            if (await environment.Store.FindAsync(output.Key, cancellationToken) is not { } entry) return [Intact($"{output.Key} is missing")];
            if (await FindFaultAsync(output, entry, cancellationToken) is { } fault) return [Intact(fault)];
            if (entry.LastModified < earliest) older ??= $"{output.Key} is older than the job ({entry.LastModified:u})";
            count++;
        }

        return
        [
            new Check("Intact", CheckStatus.Passed, $"{count} files have the recorded size and checksum"),
            older is null
                ? new Check("Current", CheckStatus.Passed, $"{count} files are newer than the job's start")
                : new Check("Current", CheckStatus.Failed, older),
        ];
    }

    private static Check Intact(string fault) => new("Intact", CheckStatus.Failed, fault);

    private async Task<string?> FindFaultAsync(OutputFile output, ObjectEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Size != output.Size) return $"{output.Key} has {entry.Size} bytes, recorded were {output.Size}";
        await using var content = await environment.Store.OpenReadAsync(output.Key, cancellationToken);
        var checksum = await Checksum.OfAsync(content, cancellationToken);
        return checksum == output.Sha256 ? null : $"{output.Key} has other content than was recorded";
    }
}
