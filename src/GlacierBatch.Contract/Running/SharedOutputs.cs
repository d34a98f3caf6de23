using System.Text;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
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
            if (await UniteAsync(key, added, keyColumn, cancellationToken) is not var (union, condition)) return;
            if (await store.TryPutAsync(key, union, condition, cancellationToken) is not null) return;
        }

        throw new IOException($"The object {key} changed {MaxMergeRounds} times while it was merged: other tasks keep writing it.");
    }

    /// <summary>What <see cref="MergeAsync"/> would put, to be given to the store with other files.</summary>
    /// <param name="key">The object.</param>
    /// <param name="list">What is added to it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The union, or null where the object has it all already.</returns>
    public async Task<GivenFile?> GiveUnionAsync(string key, CollectedFile list, CancellationToken cancellationToken)
    {
        var (added, keyColumn) = (File.ReadAllText(list.FullPath), list.Kind.KeyColumn());
        if (await UniteAsync(key, added, keyColumn, cancellationToken) is not var (union, condition)) return null;
        return new GivenFile(key, union) { Condition = condition, Otherwise = token => MergeAsync(key, added, keyColumn, token) };
    }

    /// <summary>The union of an object as it is now and what is added, and under which condition it may be written; null where the object
    /// is that union already.</summary>
    private async Task<(byte[] Union, PutCondition Condition)?> UniteAsync(
        string key, string added, string? keyColumn, CancellationToken cancellationToken)
    {
        var there = await store.GetAsync(key, cancellationToken);
        var union = Encoding.UTF8.GetBytes(
            CsvUnion.Merge(there is null ? added : Encoding.UTF8.GetString(there.Content.Span), added, keyColumn));
        if (there is null) return (union, PutCondition.Absent);
        return there.Content.Span.SequenceEqual(union) ? null : (union, PutCondition.Match(there.ETag));
    }
}
