using System.Management.Automation;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.PowerShell.Arguments;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Submits a run, and emits its jobs. Nothing is submitted while any input is invalid.</summary>
[Cmdlet(VerbsLifecycle.Submit, "GlacierJob", SupportsShouldProcess = true)]
[OutputType(typeof(Job))]
public sealed class SubmitGlacierJobCommand : AsyncCmdlet
{
    private readonly List<(string? Environment, string Region)> _regions = [];
    private readonly List<object?> _invalid = [];

    /// <summary>The regions: objects of Get-GlacierRegion, or names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public object[] Region { get; set; } = [];

    /// <summary>The imagery.</summary>
    [Parameter(Mandatory = true)]
    [SatelliteArgument]
    public Satellite[] Satellite { get; set; } = [];

    /// <summary>The first day, as 2025-08-01.</summary>
    [Parameter(Mandatory = true)]
    [Alias("Date1")]
    [DateArgument]
    public DateOnly StartDate { get; set; }

    /// <summary>The last day, included.</summary>
    [Parameter(Mandatory = true)]
    [Alias("Date2")]
    [DateArgument]
    public DateOnly EndDate { get; set; }

    /// <summary>Makes a task for each day, week or month of the window.</summary>
    [Parameter]
    public WindowSplit SplitBy { get; set; }

    /// <summary>The environment; by default that of the regions, else the only one there is.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>The run's name; by default one made from the time.</summary>
    [Parameter]
    public string? RunName { get; set; }

    /// <summary>Where the regions' reference grids come from.</summary>
    [Parameter]
    public TemplateChoice Template { get; set; }

    /// <summary>Processors of a task.</summary>
    [Parameter]
    public double? VCpu { get; set; }

    /// <summary>Memory of a task in MiB.</summary>
    [Parameter]
    public int? MemoryMiB { get; set; }

    /// <summary>How long an attempt may take, in seconds.</summary>
    [Parameter]
    public int? TimeoutSeconds { get; set; }

    /// <summary>How the machines are bought; by default as the environment says. Refused by an environment of this machine.</summary>
    [Parameter]
    public PurchaseOption? Compute { get; set; }

    /// <summary>Leaves out tasks whose outputs are all there already.</summary>
    [Parameter]
    public SwitchParameter SkipCompleted { get; set; }

    /// <summary>Publishes raw tiles too.</summary>
    [Parameter]
    public SwitchParameter KeepRawTiles { get; set; }

    /// <summary>Publishes only outputs whose path below the scripts' folder matches one of these; * stands for slashes too.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Include { get; set; } = [];

    /// <summary>Publishes no outputs whose path matches one of these.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Exclude { get; set; } = [];

    /// <summary>Leaves the jobs SUBMITTED until they are waited for.</summary>
    [Parameter]
    public SwitchParameter NoStart { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        // Not by a transformation: what the engine cannot bind it passes over, and the others would be submitted.
        foreach (var region in Region)
        {
            if (NamesOfAttribute.Find(region, "Name", "Region") is { } name) _regions.Add(
                (string.IsNullOrEmpty(Environment) ? null : Environment, name));
            else _invalid.Add(region);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_invalid is [var invalid, ..])
        {
            throw new GlacierBatchException(ErrorKind.InvalidArgument, "InvalidRegion",
                $"'{invalid}' is no region ({_invalid.Count} of the objects given are none); nothing was submitted.",
                "Give names, or what Get-GlacierRegion emits.", invalid);
        }

        var client = ModuleClient.Get();
        var plans = new List<RunPlan>();
        foreach (var group in _regions.GroupBy(region => region.Environment, StringComparer.OrdinalIgnoreCase))
        {
            var environment = await client.Environments.GetAsync(group.Key, cancellationToken);
            plans.Add(await client.Runs.PlanAsync(environment, Request([.. group.Select(region => region.Region)]), cancellationToken));
        }

        foreach (var plan in plans)
        {
            foreach (var task in plan.Completed) Tell($"{task.Id} is completed and left out.");
            var isTaken = false;
            foreach (var job in await client.Runs.SubmitAsync(await ConfirmAsync(plan), !NoStart, cancellationToken))
            {
                if (!isTaken && job.RunName != plan.Manifest.Run)
                {
                    isTaken = true;
                    Warn($"The submission of {job.RunName}, which was cut off, had the same tasks: it was finished, and no new run was "
                        + "begun.");
                }

                Emit(job);
            }
        }
    }

    private RunRequest Request(IReadOnlyList<string> regions)
    {
        if (EndDate < StartDate)
        {
            throw new GlacierBatchException(ErrorKind.InvalidArgument, "DatesReversed",
                $"The end date {DateWindow.Format(EndDate)} is before the start date {DateWindow.Format(StartDate)}.", "Exchange them.");
        }

        return new RunRequest
        {
            Regions = regions,
            Satellites = Satellite,
            Window = new DateWindow(StartDate, EndDate),
            Split = SplitBy,
            RunName = RunName,
            Template = Template,
            Compute = Compute,
            Overrides = new RunOverrides(VCpu, MemoryMiB, TimeoutSeconds),
            SkipCompleted = SkipCompleted,
            IsRehearsal = IsWhatIf,
            KeepRawTiles = KeepRawTiles,
            Outputs = Include.Length + Exclude.Length > 0 ? new OutputFilter(Include, Exclude) : null,
        };
    }

    private async Task<RunPlan> ConfirmAsync(RunPlan plan)
    {
        var confirmed = new List<ManifestTask>();
        var described = ModuleClient.Get().Runs.Describe(plan);
        for (var position = 0; position < plan.Manifest.Tasks.Count; position++)
        {
            var task = plan.Manifest.Tasks[position];
            var seconds = plan.Manifest.TimeoutSeconds;
            var target = FormattableString.Invariant(
                $"{task.ToTask().Id} in {plan.Environment.Name} ({task.VCpu} vCPU, {task.MemoryMiB} MiB, {seconds} s)");
            if (described is not null) target += ", " + described[position];
            if (await MayAsync(target, "Submit")) confirmed.Add(task);
        }

        return plan with { Manifest = plan.Manifest with { Tasks = confirmed } };
    }
}
