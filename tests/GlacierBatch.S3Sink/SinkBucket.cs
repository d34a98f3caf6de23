using System.Collections.Concurrent;

namespace GlacierBatch.S3Sink;

/// <summary>The one bucket, in memory.</summary>
internal sealed class SinkBucket
{
    private readonly ConcurrentDictionary<string, StoredObject> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Upload> _uploads = new();
    private long _versions;

    /// <summary>An ETag that no other version has.</summary>
    public string NewETag() => $"\"{Interlocked.Increment(ref _versions):x32}-1\"";

    /// <summary>Writes an object.</summary>
    public void Put(string key, StoredObject content) => _objects[key] = content;

    /// <summary>Writes an object if a condition holds.</summary>
    /// <param name="key">The object.</param>
    /// <param name="content">Its content.</param>
    /// <param name="ifMatch">The version that must be there; null where none may be.</param>
    /// <returns>Whether it was written.</returns>
    public bool TryPut(string key, StoredObject content, string? ifMatch)
    {
        if (ifMatch is null) return _objects.TryAdd(key, content);
        return _objects.TryGetValue(key, out var there) && there.ETag == ifMatch && _objects.TryUpdate(key, content, there);
    }

    /// <summary>An object, or null.</summary>
    public StoredObject? Find(string key) => _objects.GetValueOrDefault(key);

    /// <summary>Removes an object.</summary>
    public void Delete(string key) => _objects.TryRemove(key, out _);

    /// <summary>The objects below a prefix behind a key, by key.</summary>
    public IReadOnlyList<KeyValuePair<string, StoredObject>> List(string prefix, string after, int count) =>
    [
        .. _objects.Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(o.Key, after) > 0)
            .OrderBy(o => o.Key, StringComparer.Ordinal).Take(count),
    ];

    /// <summary>Begins an upload in parts.</summary>
    /// <returns>Its id.</returns>
    public string Begin(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var id = Guid.NewGuid().ToString("N");
        _uploads[id] = new Upload(headers);
        return id;
    }

    /// <summary>Keeps a part.</summary>
    public void PutPart(string uploadId, int number, StoredObject part) => _uploads[uploadId].Parts[number] = part;

    /// <summary>Makes an object of the parts.</summary>
    public StoredObject Complete(string key, string uploadId, string? checksum)
    {
        _uploads.TryRemove(uploadId, out var upload);
        ArgumentNullException.ThrowIfNull(upload);
        var parts = upload.Parts.OrderBy(p => p.Key).Select(p => p.Value).ToArray();
        var headers = upload.Headers.ToList();
        if (checksum is not null)
        {
            headers.Add(new("x-amz-checksum-crc32", checksum));
            headers.Add(new("x-amz-checksum-type", "FULL_OBJECT"));
        }

        var whole = new StoredObject(
            [.. parts.SelectMany(p => p.Pieces)], parts.Sum(p => p.Size), NewETag(), DateTimeOffset.UtcNow, headers);
        Put(key, whole);
        return whole;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _objects.Clear();
        _uploads.Clear();
        GC.Collect();
    }

    /// <summary>How many objects there are, and their bytes.</summary>
    public (int Objects, long Bytes) Count() => (_objects.Count, _objects.Values.Sum(o => o.Size));

    private sealed record Upload(IReadOnlyList<KeyValuePair<string, string>> Headers)
    {
        public ConcurrentDictionary<int, StoredObject> Parts { get; } = new();
    }
}
