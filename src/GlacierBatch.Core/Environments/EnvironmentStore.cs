using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Ledgers;

namespace GlacierBatch.Core.Environments;

/// <summary>Finds and writes environments: the ledger knows which bucket, the bucket knows the rest.</summary>
/// <param name="home">This machine's folder.</param>
/// <param name="ledger">This machine's ledger.</param>
internal sealed class EnvironmentStore(GlacierHome home, Ledger ledger)
{
    private const int MaxRounds = 20;

    /// <summary>The names known on this machine, in order: those in the ledger, and those whose default bucket is there.</summary>
    public IReadOnlyList<string> Names()
    {
        var names = new SortedSet<string>(ledger.Environments.Names(), StringComparer.OrdinalIgnoreCase);
        if (Directory.Exists(home.Buckets))
        {
            foreach (var folder in Directory.EnumerateDirectories(home.Buckets))
            {
                var name = Path.GetFileName(folder);
                if (File.Exists(Path.Combine(folder, StoreLayout.Environment(name)))) names.Add(name);
            }
        }

        return [.. names];
    }

    /// <summary>An environment by name.</summary>
    /// <exception cref="GlacierBatchException">There is none of that name, or its record cannot be read.</exception>
    public async Task<GlacierEnvironment> GetAsync(string name, CancellationToken cancellationToken)
    {
        RequireName(name);
        name = Spell(name);
        if (Locate(name) is { } folder)
        {
            var store = new FileObjectStore(folder);
            if (await FindAsync(name, store, cancellationToken) is var (record, _)) return new GlacierEnvironment(record, store);
            throw new GlacierBatchException(ErrorKind.NotFound, "EnvironmentRecordMissing",
                $"The environment '{name}' has no record in its bucket {folder}.",
                $"Make it again with New-GlacierBatchEnvironment -Name {name}, or forget it with Remove-GlacierBatch {name}.", name);
        }

        var known = Names();
        throw new GlacierBatchException(ErrorKind.NotFound, "EnvironmentNotFound", $"There is no environment '{name}' on this machine.",
            known.Count == 0
                ? $"Make it with New-GlacierBatchEnvironment -Name {name}."
                : $"Known are {string.Join(", ", known)}; or make it with New-GlacierBatchEnvironment -Name {name}.", name);
    }

    /// <summary>A name as the environment of that name is spelled here: case does not matter to users, and in a bucket it does.</summary>
    public string Spell(string name) =>
        Names().FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) ?? name;

    /// <summary>The bucket's folder of an environment known here, or null.</summary>
    public string? Locate(string name) => ledger.Environments.Bucket(name)
        ?? (File.Exists(Path.Combine(home.Bucket(name), StoreLayout.Environment(name))) ? home.Bucket(name) : null);

    /// <summary>Writes a record: made by <paramref name="change"/> from the one that is there, or from null.</summary>
    /// <exception cref="GlacierBatchException">The bucket cannot be written.</exception>
    public async Task<GlacierEnvironment> SaveAsync(
        string name, FileObjectStore store, Func<EnvironmentRecord?, EnvironmentRecord> change, CancellationToken cancellationToken)
    {
        RequireName(name);
        for (var round = 0; round < MaxRounds; round++)
        {
            var there = await FindAsync(name, store, cancellationToken);
            var record = change(there?.Record);
            var bytes = Documents.Write(record, CoreJson.Default.EnvironmentRecord);
            var condition = there is { ETag: var etag } ? PutCondition.Match(etag) : PutCondition.Absent;
            if (await store.TryPutAsync(StoreLayout.Environment(name), bytes, condition, cancellationToken) is null) continue;
            ledger.Environments.Save(name, store.Location.LocalPath);
            return new GlacierEnvironment(record, store);
        }

        throw new GlacierBatchException(ErrorKind.Busy, "EnvironmentBusy",
            $"The environment '{name}' was changed by others {MaxRounds} times while it was written.", "Try again.", name);
    }

    /// <summary>Forgets an environment, here and in its bucket. What its jobs wrote stays.</summary>
    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        if (Locate(name) is { } folder && Directory.Exists(folder))
        {
            await new FileObjectStore(folder).DeleteAsync(StoreLayout.Environment(name), cancellationToken);
        }

        ledger.Environments.Remove(name);
    }

    /// <summary>Refuses a name that could not become part of keys and job names.</summary>
    /// <exception cref="GlacierBatchException">It is not <see cref="RunName.Rule"/>.</exception>
    public static void RequireName(string name)
    {
        if (RunName.IsValid(name)) return;
        throw new GlacierBatchException(ErrorKind.InvalidArgument, "InvalidEnvironmentName",
            "The environment's name has characters that it may not have, or too many of them.", $"Use {RunName.Rule}.", name);
    }

    /// <summary>Refuses what no session of ours would write, before any of it becomes a path.</summary>
    private static EnvironmentRecord Validated(EnvironmentRecord record, string name, string key)
    {
        var isUsable = string.Equals(record.Name, name, StringComparison.OrdinalIgnoreCase)
            && ObjectKey.FindFault(record.BasePath) is null
            && (record.Workload is not { } workload
                || (ObjectKey.FindFault(workload.Prefix) is null && RunName.IsValid(workload.Revision)));
        return isUsable
            ? record with { Limits = record.Limits.Validated() }
            : throw new InvalidDataException($"The document {key} cannot be used: it holds names of something else. It was changed by hand or copied.");
    }

    private static async Task<(EnvironmentRecord Record, string ETag)?> FindAsync(
        string name, FileObjectStore store, CancellationToken cancellationToken)
    {
        var key = StoreLayout.Environment(name);
        if (await store.GetAsync(key, cancellationToken) is not { } document) return null;
        var record = Documents.Read(
            document.Content, CoreJson.Default.EnvironmentRecord, EnvironmentRecord.CurrentFormat, key);
        return (Validated(record, name, key), document.ETag);
    }
}
