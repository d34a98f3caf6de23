using System.Text;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Rasters;

namespace GlacierBatch.Contract.Running;

/// <summary>What all tasks of a region have in common in the store, and change side by side.</summary>
internal sealed class SharedOutputs(IObjectStore store)
{
    private const int MaxMergeRounds = 100;

    /// <summary>Whether an object is a raster; no where it is not there or is damaged.</summary>
    public async Task<bool> IsRasterAsync(string key, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(key, cancellationToken) is null) return false;
        try
        {
            await using var source = await store.OpenReadAsync(key, cancellationToken);
            await using var content = source.CanSeek ? source : await CopyAsync(source, cancellationToken);
            await TiffHeader.ReadAsync(content, cancellationToken);
            return true;
        }
        catch (TiffFormatException)
        {
            return false;
        }
    }

    /// <summary>A header is read here and there, and a bucket's object from begin to end.</summary>
    private static async Task<Stream> CopyAsync(Stream source, CancellationToken cancellationToken)
    {
        var copy = new FileStream(
            Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        await source.CopyToAsync(copy, cancellationToken);
        return copy;
    }

    /// <summary>Makes an object the union of what is there and what is added.</summary>
    /// <exception cref="IOException">The store cannot be read or written, or others keep changing the object.</exception>
    public async Task MergeAsync(string key, string added, string? keyColumn, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxMergeRounds; round++)
        {
            var there = await store.GetAsync(key, cancellationToken);
            var merged = there is null
                ? CsvUnion.Merge(added, added, keyColumn)
                : CsvUnion.Merge(Encoding.UTF8.GetString(there.Content.Span), added, keyColumn);
            var bytes = Encoding.UTF8.GetBytes(merged);
            if (there is not null && there.Content.Span.SequenceEqual(bytes)) return;
            var condition = there is null ? PutCondition.Absent : PutCondition.Match(there.ETag);
            if (await store.TryPutAsync(key, bytes, condition, cancellationToken) is not null) return;
        }

        throw new IOException($"The object {key} changed {MaxMergeRounds} times while it was merged: other tasks keep writing it.");
    }
}
