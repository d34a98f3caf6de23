using GlacierBatch.Contract.Results;

namespace GlacierBatch.Core.Services.Batch.Watching;

/// <summary>What a run's listings say during one look: each is asked for when it is needed first, and once for all parts.</summary>
/// <param name="reader">Lists.</param>
/// <param name="run">The run's name.</param>
/// <param name="cancellationToken">Stops it.</param>
internal sealed class RunListing(ResultReader reader, string run, CancellationToken cancellationToken)
{
    private Task<HashSet<string>>? _records;
    private Task<IReadOnlyDictionary<int, EndMark>>? _ends;

    /// <summary>The keys of the result records that are there.</summary>
    public Task<HashSet<string>> RecordsAsync() => _records ??= reader.ListAsync(run, cancellationToken);

    /// <summary>How tasks ended, by their positions in the run.</summary>
    public Task<IReadOnlyDictionary<int, EndMark>> EndsAsync() => _ends ??= reader.ListEndsAsync(run, cancellationToken);
}
