using System.Globalization;
using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Checkpoints;

/// <summary>
/// The attempts of an environment in its bucket, an object each. Nothing of it is kept on this machine: an approval gate wakes up on
/// another one.
/// </summary>
/// <param name="environment">The environment.</param>
internal sealed class CheckpointStore(GlacierEnvironment environment)
{
    private const string StepFolder = "step";
    private const string Ending = ".json";

    /// <summary>All attempts, by step and number.</summary>
    /// <exception cref="InvalidDataException">One of them cannot be read.</exception>
    public async Task<IReadOnlyList<StoredAttempt>> ReadAsync(CancellationToken cancellationToken)
    {
        var prefix = StoreLayout.Checkpoints(environment.Name);
        var attempts = new List<StoredAttempt>();
        await foreach (var entry in environment.Store.ListAsync(prefix, cancellationToken))
        {
            if (Parse(entry.Key[prefix.Length..]) is not var (step, attempt)) continue;
            if (await FindAsync(step, attempt, cancellationToken) is { } found) attempts.Add(found);
        }

        return [.. attempts.OrderBy(each => each.Record.Step).ThenBy(each => each.Record.Attempt)];
    }

    /// <summary>One attempt, or null.</summary>
    public async Task<StoredAttempt?> FindAsync(int step, int attempt, CancellationToken cancellationToken)
    {
        var key = StoreLayout.Checkpoint(environment.Name, step, attempt);
        if (await environment.Store.GetAsync(key, cancellationToken) is not { } document) return null;
        var record = Documents.Read(document.Content, CoreJson.Default.AttemptRecord, AttemptRecord.CurrentFormat, key);
        return new StoredAttempt(record.Validated(step, attempt, key), document.ETag);
    }

    /// <summary>Writes an attempt of a number that none has; null where another session was faster.</summary>
    public Task<StoredAttempt?> AddAsync(AttemptRecord record, CancellationToken cancellationToken) =>
        WriteAsync(record, PutCondition.Absent, cancellationToken);

    /// <summary>Writes an attempt in the place of what was read; null where that has changed meanwhile.</summary>
    public Task<StoredAttempt?> ReplaceAsync(StoredAttempt stored, AttemptRecord record, CancellationToken cancellationToken) =>
        WriteAsync(record, PutCondition.Match(stored.ETag), cancellationToken);

    private async Task<StoredAttempt?> WriteAsync(AttemptRecord record, PutCondition condition, CancellationToken cancellationToken)
    {
        var key = StoreLayout.Checkpoint(environment.Name, record.Step, record.Attempt);
        var bytes = Documents.Write(record, CoreJson.Default.AttemptRecord);
        var etag = await environment.Store.TryPutAsync(key, bytes, condition, cancellationToken);
        return etag is null ? null : new StoredAttempt(record, etag);
    }

    private static (int Step, int Attempt)? Parse(string path) =>
        path.Split('/') is [var folder, var name] && folder.StartsWith(StepFolder, StringComparison.Ordinal)
            && name.EndsWith(Ending, StringComparison.Ordinal)
            && int.TryParse(folder.AsSpan(StepFolder.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            && int.TryParse(name.AsSpan(0, name.Length - Ending.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            ? (step, attempt) : null;
}
