using System.Management.Automation;
using GlacierBatch.Core.Runs;
using GlacierBatch.PowerShell.Arguments;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Lists jobs as they stand now.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierJob", DefaultParameterSetName = SelectionSet)]
[OutputType(typeof(Job))]
public sealed class GetGlacierJobCommand : AsyncCmdlet
{
    private const string SelectionSet = "Selection";
    private const string IdSet = "Id";

    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Jobs by their ids, or objects that have them.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Job")]
    [NamesOf("JobId", Yields = true)]
    [ArgumentCompleter(typeof(JobCompleter))]
    public string[] JobId { get; set; } = [];

    /// <summary>Jobs of an environment; of all by default.</summary>
    [Parameter(ParameterSetName = SelectionSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>Jobs of runs, by name, also with wildcards.</summary>
    [Parameter(ParameterSetName = SelectionSet, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RunCompleter))]
    public string[]? RunName { get; set; }

    /// <summary>Jobs of regions, by name, also with wildcards.</summary>
    [Parameter(ParameterSetName = SelectionSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string[]? Region { get; set; }

    /// <summary>Jobs that stand so.</summary>
    [Parameter(ParameterSetName = SelectionSet)]
    public JobStatus[]? Status { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var client = ModuleClient.Get();
        if (ParameterSetName == IdSet)
        {
            foreach (var id in JobId)
            {
                try
                {
                    // A service is asked once, however many of its jobs are piped in.
                    var isFresh = _asked.Add(JobReference.Parse(id).Environment);
                    Emit(await client.Runs.GetAsync(id, isFresh, cancellationToken));
                }
                catch (Exception fault) when (ErrorRecords.IsOurs(fault))
                {
                    Report(fault, id);
                }
            }

            return;
        }

        // An environment that there is not is a mistake, and not an environment without jobs.
        var environment = string.IsNullOrEmpty(Environment) ? null : await client.Environments.GetAsync(Environment, cancellationToken);
        var runs = RunName is null ? null
            : await client.Runs.FindNamesAsync(environment?.Name, RunName, fault => Report(fault), cancellationToken);
        var selection = new JobSelection { Environment = environment?.Name, RunNames = runs, Regions = Region, Statuses = Status };
        foreach (var job in await client.Runs.ReadAsync(selection, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Emit(job);
        }
    }
}
