using System.Collections.Concurrent;
using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Tests.Running;

/// <summary>A store that remembers in which order objects were written, and can be told to fail.</summary>
internal class RecordingStore(IObjectStore inner) : IObjectStore
{
    private readonly ConcurrentQueue<string> _written = new();

    public Uri Location => inner.Location;

    /// <summary>The keys written, oldest first.</summary>
    public IReadOnlyList<string> Written => [.. _written];

    /// <summary>Remembers a key.</summary>
    protected void Note(string key) => _written.Enqueue(key);

    /// <summary>Told of each key before it is written; may throw.</summary>
    public Action<string> BeforeWrite { get; set; } = _ => { };

    public IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        inner.ListAsync(prefix, cancellationToken);

    public Task<ObjectEntry?> FindAsync(string key, CancellationToken cancellationToken = default) => inner.FindAsync(key,
        cancellationToken);

    public Task<StoredDocument?> GetAsync(string key, CancellationToken cancellationToken = default) => inner.GetAsync(key,
        cancellationToken);

    public Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken = default) => inner.OpenReadAsync(key,
        cancellationToken);

    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken = default)
    {
        BeforeWrite(key);
        await inner.PutAsync(key, content, cancellationToken);
        Note(key);
    }

    public async Task<string?> TryPutAsync(
        string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken = default)
    {
        BeforeWrite(key);
        var version = await inner.TryPutAsync(key, content, condition, cancellationToken);
        if (version is not null) Note(key);
        return version;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken = default) => inner.DeleteAsync(key, cancellationToken);
}
