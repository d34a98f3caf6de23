using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Services.Batch.Submission;

/// <summary>The parts of a run in the bucket: intents first, then the service's ids. Every write is conditional.</summary>
/// <param name="environment">The environment.</param>
/// <param name="manifest">The run.</param>
internal sealed class PartStore(GlacierEnvironment environment, RunManifest manifest)
{
    /// <summary>Writes an intent down, or finds the one that is there.</summary>
    /// <returns>The part, its version, and whether it was written now.</returns>
    /// <exception cref="InvalidDataException">The one that is there is none of ours.</exception>
    public async Task<(StoredPart Stored, bool IsNew)> IntendAsync(RunPart part, CancellationToken cancellationToken)
    {
        if (await PutAsync(part, PutCondition.Absent, cancellationToken) is { } etag) return (new StoredPart(part, etag), true);
        var there = await FindAsync(part.Part, cancellationToken)
            ?? throw new InvalidDataException($"The document {Key(part.Part)} came and went while it was written.");
        return (there, false);
    }

    /// <summary>A part that is there, or null.</summary>
    /// <exception cref="InvalidDataException">It cannot be used.</exception>
    public async Task<StoredPart?> FindAsync(int part, CancellationToken cancellationToken)
    {
        var key = Key(part);
        if (await environment.Store.GetAsync(key, cancellationToken) is not { } document) return null;
        var read = RunPart.Read(document.Content, manifest, key);
        var record = environment.RequireBatch();
        return read.Part == part && (read.Queue is null || record.Queues.Values.Contains(read.Queue, StringComparer.Ordinal))
            ? new StoredPart(read, document.ETag)
            : throw new InvalidDataException(
                $"The document {key} cannot be used: it names another part, or a queue that the environment does not have.");
    }

    /// <summary>Replaces a part by its successor, if nobody else did.</summary>
    /// <returns>The new version, or null where it has been replaced.</returns>
    public async Task<StoredPart?> ReplaceAsync(StoredPart there, RunPart part, CancellationToken cancellationToken) =>
        await PutAsync(part, PutCondition.Match(there.ETag), cancellationToken) is { } etag ? new StoredPart(part, etag) : null;

    private string Key(int part) => StoreLayout.Part(manifest.Run, part);

    private Task<string?> PutAsync(RunPart part, PutCondition condition, CancellationToken cancellationToken) =>
        environment.Store.TryPutAsync(Key(part.Part), Documents.Write(part, ContractJson.Default.RunPart), condition, cancellationToken);
}
