using System.Collections;

namespace GlacierBatch.PowerShell.Completion;

/// <summary>Completes job ids as far as there are few: first the runs that have jobs, the newest first, then the jobs of the run.</summary>
public sealed class JobCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IDictionary boundParameters, string typed)
    {
        using var patience = new CancellationTokenSource(Patience);
        var client = ModuleClient.Get();
        var runs = client.Runs.ReadRunsAsync(null, patience.Token).GetAwaiter().GetResult().Reverse()
            .Select(run => (run.Environment, run.RunName, Prefix: $"{run.Environment}/{run.RunName}:")).ToList();
        var named = runs.FirstOrDefault(run => typed.StartsWith(run.Prefix, StringComparison.OrdinalIgnoreCase));
        return named.Prefix is null
            ? runs.Select(run => run.Prefix)
            : client.Runs.ReadRun(named.Environment, named.RunName).Select(job => job.JobId);
    }
}
