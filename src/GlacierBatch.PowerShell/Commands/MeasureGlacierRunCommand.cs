using System.Management.Automation;
using GlacierBatch.Core.Costs;
using GlacierBatch.PowerShell.Arguments;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Measures runs: success rate, queue and run times, memory, Spot losses, and what they cost.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "GlacierRun")]
[OutputType(typeof(RunMeasurement))]
public sealed class MeasureGlacierRunCommand : AsyncCmdlet
{
    private readonly HashSet<(string?, string)> _measured = [];

    /// <summary>
    /// The runs, by name; objects that have a RunName, jobs among them. Each is measured once. By default the newest run.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("RunName")]
    [NamesOf("RunName")]
    [ArgumentCompleter(typeof(RunCompleter))]
    public string[] Run { get; set; } = [];

    /// <summary>The environment of the runs; by default the only one there is.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>What their cost is compared with.</summary>
    [Parameter]
    public CostTarget? Compare { get; set; }

    /// <summary>The memory of the Lambda function to compare with, in MB.</summary>
    [Parameter]
    [ValidateRange(128, 10_240)]
    public int LambdaMemoryMB { get; set; } = new MeasureOptions().LambdaMemoryMB;

    /// <summary>A price book of one's own in the place of the one that is shipped.</summary>
    [Parameter]
    public string? PriceBook { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        // One that cannot be read is said once, and not of every run.
        if (PriceBook is not null) _ = Core.Costs.PriceBook.Read(Resolve(PriceBook));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var costs = ModuleClient.Get().Costs;
        var environment = string.IsNullOrEmpty(Environment) ? null : Environment;
        var options = new MeasureOptions
        {
            Compare = Compare,
            LambdaMemoryMB = LambdaMemoryMB,
            PriceBook = PriceBook is null ? null : Resolve(PriceBook),
        };
        // Nothing was asked of, neither by name nor from the pipeline.
        var wanted = Run.Length > 0 ? Run : [await ModuleClient.Get().Runs.FindNewestNameAsync(environment, cancellationToken)];
        foreach (var run in wanted.Where(run => _measured.Add((environment?.ToUpperInvariant(), run.ToUpperInvariant()))))
        {
            try
            {
                var measurement = await costs.MeasureAsync(environment, run, options, cancellationToken);
                foreach (var note in measurement.Notes) Tell(note);
                Emit(measurement);
            }
            catch (Exception fault) when (ErrorRecords.IsOurs(fault))
            {
                Report(fault, run);
            }
        }
    }
}
