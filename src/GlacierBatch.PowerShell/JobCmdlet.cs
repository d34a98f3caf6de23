using System.Management.Automation;
using GlacierBatch.PowerShell.Arguments;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell;

/// <summary>A cmdlet over jobs: objects or ids from the pipeline, or all jobs of a run.</summary>
public abstract class JobCmdlet : AsyncCmdlet
{
    /// <summary>The parameter set that takes jobs.</summary>
    protected const string JobSet = "Job";

    /// <summary>The parameter set that takes a run.</summary>
    protected const string RunSet = "Run";

    /// <summary>The jobs: objects, or their ids.</summary>
    [Parameter(ParameterSetName = JobSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("JobId")]
    [NamesOf("JobId", Yields = true)]
    [ArgumentCompleter(typeof(JobCompleter))]
    public string[] Job { get; set; } = [];

    /// <summary>All jobs of runs, by name.</summary>
    [Parameter(ParameterSetName = RunSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunCompleter))]
    public string[] RunName { get; set; } = [];

    /// <summary>The environment of the run; by default the only one there is.</summary>
    [Parameter(ParameterSetName = RunSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>The jobs of the current pipeline object. An unknown one is reported, and the others go on.</summary>
    protected async Task<IReadOnlyList<Job>> FindJobsAsync(CancellationToken cancellationToken)
    {
        var client = ModuleClient.Get();
        var jobs = new List<Job>();
        if (ParameterSetName == RunSet)
        {
            var environment = await client.Environments.GetAsync(string.IsNullOrEmpty(Environment) ? null : Environment, cancellationToken);
            foreach (var run in RunName) jobs.AddRange(await client.Runs.ReadRunAsync(environment.Name, run, cancellationToken));
            return jobs;
        }

        foreach (var id in Job)
        {
            try
            {
                jobs.Add(await client.Runs.GetAsync(id, isFresh: false, cancellationToken));
            }
            catch (Exception fault) when (ErrorRecords.IsOurs(fault))
            {
                Report(fault, id);
            }
        }

        return jobs;
    }
}
