using System.Runtime.CompilerServices;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Contract.Transfers;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Outputs.Baselines;
using GlacierBatch.Core.Regions;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Outputs;

/// <summary>Proves, freezes and copies what jobs published.</summary>
public sealed class OutputClient
{
    private readonly EnvironmentClient _environments;
    private readonly OutputVerifier _verifier;
    private readonly TimeProvider _time;

    internal OutputClient(EnvironmentClient environments, TimeProvider time)
    {
        (_environments, _time) = (environments, time);
        _verifier = new OutputVerifier(environments.GetCatalogAsync);
    }

    /// <summary>The verdict on a job's output, without reading files whole.</summary>
    public Task<Verdict> VerifyAsync(Job job, CancellationToken cancellationToken) => VerifyAsync(job, new VerifyOptions(),
        cancellationToken);

    /// <summary>The verdict on a job's output.</summary>
    public Task<Verdict> VerifyAsync(Job job, VerifyOptions options, CancellationToken cancellationToken) =>
        Judge(options).VerifyAsync(job, cancellationToken);

    /// <summary>Who judges the outputs of many jobs, one after the other or together.</summary>
    public OutputJudge Judge(VerifyOptions options) => new(_environments, _verifier, options);

    /// <summary>Verdicts on what lies in regions' places, where no job is known to have written it.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="regions">Regions by name, with wildcards.</param>
    /// <param name="except">Regions that are judged by their jobs.</param>
    /// <param name="satellite">The imagery.</param>
    /// <param name="options">How thoroughly.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">A name matches no region of the catalogue.</exception>
    public async IAsyncEnumerable<Verdict> VerifyRegionsAsync(
        GlacierEnvironment environment, IReadOnlyList<string> regions, IReadOnlyCollection<string> except, Satellite satellite,
            VerifyOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var catalog = await _environments.GetCatalogAsync(environment, cancellationToken);
        var selected = CatalogRegion.Select(catalog, new RegionQuery { Names = regions, Environment = environment.Name });
        var named = regions.Select(name => NamePattern.Parse(name).Literal).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var region in selected.Where(region => !except.Contains(region.Name)))
        {
            var verdict = await _verifier.VerifyAsync(environment, region.Name, satellite, options, cancellationToken);

            // A wildcard means what there is; a name means that there is something.
            if (verdict.IsOfNothing && !named.Contains(region.Name)) continue;
            yield return verdict;
        }
    }

    /// <summary>Verifies a job's output whole and freezes it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="includePixels">Whether the pixels themselves are kept, by which differences can be measured later.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">OutputNotProved: its output did not pass.</exception>
    public async Task<BaselineTask> FreezeAsync(Job job, bool includePixels, CancellationToken cancellationToken)
    {
        var environment = await _environments.GetAsync(job.Environment, cancellationToken);
        return await new BaselineMaker(_verifier).FreezeAsync(environment, job, includePixels, cancellationToken);
    }

    /// <summary>A baseline of frozen tasks.</summary>
    public Baseline ToBaseline(IEnumerable<BaselineTask> tasks) => new()
    {
        Created = _time.GetUtcNow(),
        Tasks = [.. tasks.OrderBy(task => task.Region, StringComparer.Ordinal).ThenBy(task => task.Satellite).ThenBy(task => task.Start)],
    };

    /// <summary>Copies a job's output into a folder; what is there already is left as it is.</summary>
    /// <param name="job">The job.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="rawTiles">Whether raw tiles are copied where they were kept.</param>
    /// <param name="progress">Told of each piece, or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">The job has no output, or it is no longer what was recorded.</exception>
    public async IAsyncEnumerable<SavedFile> SaveAsync(
        Job job, string folder, bool rawTiles, IProgress<TransferProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var environment = await _environments.GetAsync(job.Environment, cancellationToken);
        var files = OutputCopier.CopyAsync(environment, job, folder, rawTiles, progress, cancellationToken);
        await foreach (var file in files) yield return file;
    }
}
