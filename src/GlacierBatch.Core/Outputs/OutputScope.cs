using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Outputs.Reading;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Outputs;

/// <summary>The output that is verified, and what is known of it before any file is opened.</summary>
internal sealed record OutputScope
{
    /// <summary>Where it lies.</summary>
    public required GlacierEnvironment Environment { get; init; }

    /// <summary>The region's name.</summary>
    public required string Region { get; init; }

    /// <summary>The imagery.</summary>
    public required Satellite Satellite { get; init; }

    /// <summary>The days, or null for whatever is there.</summary>
    public DateWindow? Window { get; init; }

    /// <summary>The job that wrote it, or null where none is known.</summary>
    public Job? Job { get; init; }

    /// <summary>The job's record, or null.</summary>
    public TaskResult? Result { get; init; }

    /// <summary>What lies in the region's places.</summary>
    public required RegionFiles There { get; init; }

    /// <summary>The files that are verified: those recorded, else those found.</summary>
    public required IReadOnlyList<OutputFile> Files { get; init; }

    /// <summary>Where the region is.</summary>
    public required RegionArea Area { get; init; }

    /// <summary>How thoroughly it is verified.</summary>
    public required VerifyOptions Options { get; init; }

    /// <summary>Counts what is read.</summary>
    public required ReadMeter Meter { get; init; }

    /// <summary>Where the files lie.</summary>
    public IObjectStore Store => Environment.Store;

    /// <summary>Those of a kind.</summary>
    public IEnumerable<OutputFile> Of(OutputKind kind) => Files.Where(file => file.Kind == kind);

    /// <summary>The scenes' names that are verified.</summary>
    public IReadOnlySet<string> SceneNames => Of(OutputKind.Scene).Select(file => Path.GetFileNameWithoutExtension(file.Path)).ToHashSet(
        StringComparer.Ordinal);

    /// <summary>A small object whole, or null.</summary>
    public async Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        if (await Store.GetAsync(key, cancellationToken) is not { } document) return null;
        Meter.Add(document.Content.Length);
        return document.Content.ToArray();
    }
}
