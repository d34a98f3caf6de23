using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Costs;

/// <summary>Measures runs.</summary>
public sealed class CostClient
{
    private readonly EnvironmentClient _environments;
    private readonly RunClient _runs;

    private readonly CloudFacts _cloud;

    internal CostClient(Ledger ledger, EnvironmentClient environments, RunClient runs, TimeProvider time) =>
        (_environments, _runs, _cloud) = (environments, runs, new CloudFacts(ledger, time));

    /// <summary>Measures a run.</summary>
    /// <param name="environment">The environment's name; null takes the only one there is.</param>
    /// <param name="run">The run's name.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">There is no such run, or the price book cannot be used.</exception>
    public async Task<RunMeasurement> MeasureAsync(
        string? environment, string run, MeasureOptions options, CancellationToken cancellationToken)
    {
        var book = PriceBook.Read(options.PriceBook);
        var place = await _environments.GetAsync(environment, cancellationToken);
        var jobs = _runs.ReadRun(place.Name, run).ToList();
        var facts = new RunFacts { RunName = jobs[0].RunName, Environment = place.Name, Service = place.Service, Jobs = jobs };
        if (place.Service != ServiceKind.Local) facts = await _cloud.AddAsync(facts, place, book, cancellationToken);
        return new RunMeasurer(book).Measure(facts, options.Compare == CostTarget.Lambda ? options.LambdaMemoryMB : null);
    }
}
