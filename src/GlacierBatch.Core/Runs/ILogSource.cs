namespace GlacierBatch.Core.Runs;

/// <summary>The log of one attempt, which may still be growing, page by page.</summary>
public interface ILogSource : IAsyncDisposable
{
    /// <summary>The lines after those that were given already; none where there are none now.</summary>
    /// <param name="isOver">Whether the attempt has ended: then a last line without an end is one too.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<string>> ReadAsync(bool isOver, CancellationToken cancellationToken);
}
