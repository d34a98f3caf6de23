using System.Management.Automation;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Outputs;
using GlacierBatch.PowerShell.Arguments;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Proves the output of jobs, or says why it cannot be relied on.</summary>
[Cmdlet(VerbsDiagnostic.Test, "GlacierOutput", DefaultParameterSetName = JobSet)]
[OutputType(typeof(Verdict), typeof(bool))]
public sealed class TestGlacierOutputCommand : JobCmdlet
{
    private const string RegionSet = "Region";
    private bool _passed = true;
    private int _count;

    /// <summary>Regions, by name, also with wildcards: the newest job of each task is judged.</summary>
    [Parameter(ParameterSetName = RegionSet, Mandatory = true)]
    [NamesOf("Name", "Region")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string[] Region { get; set; } = [];

    /// <summary>The imagery.</summary>
    [Parameter(ParameterSetName = RegionSet, Mandatory = true)]
    public Satellite Satellite { get; set; }

    /// <summary>The environment; by default the only one there is.</summary>
    [Parameter(ParameterSetName = RunSet)]
    [Parameter(ParameterSetName = RegionSet)]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public new string? Environment
    {
        get => base.Environment;
        set => base.Environment = value;
    }

    /// <summary>One Boolean for everything, instead of the verdicts: false for anything that failed or went unchecked.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var client = ModuleClient.Get();
        foreach (var job in await SelectAsync(cancellationToken))
        {
            var verdict = await client.Outputs.VerifyAsync(job, cancellationToken);
            _count++;
            _passed &= verdict.Status == CheckStatus.Passed;
            if (!Quiet) Emit(verdict);
        }
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken)
    {
        // Nothing that was looked at is nothing that is proved.
        if (Quiet) Emit(_passed && _count > 0);
        return Task.CompletedTask;
    }

    private async Task<IReadOnlyList<Job>> SelectAsync(CancellationToken cancellationToken)
    {
        if (ParameterSetName != RegionSet) return await FindJobsAsync(cancellationToken);
        var client = ModuleClient.Get();
        var environment = await client.Environments.GetAsync(Environment, cancellationToken);
        var newest = await client.Runs.ReadNewestAsync(environment.Name, Region, cancellationToken);
        IReadOnlyList<Job> jobs = [.. newest.Where(job => job.Satellite == Satellite)];
        if (jobs.Count == 0) Warn($"No job of {environment.Name} processed {Satellite} for {string.Join(", ", Region)}.");
        return jobs;
    }
}
