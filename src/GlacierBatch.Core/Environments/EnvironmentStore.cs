using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Services.Batch;

namespace GlacierBatch.Core.Environments;

/// <summary>Finds and writes environments: the ledger knows which bucket, the bucket knows the rest.</summary>
/// <param name="home">This machine's folder.</param>
/// <param name="ledger">This machine's ledger.</param>
/// <param name="opener">Opens buckets.</param>
internal sealed class EnvironmentStore(GlacierHome home, Ledger ledger, BucketOpener opener)
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
        if (Locate(name) is { } place)
        {
            var bucket = opener.Open(name, place);
            if (await ReadAsync(name, bucket, cancellationToken) is var (record, _)) return new GlacierEnvironment(record, bucket);
            throw new GlacierBatchException(ErrorKind.NotFound, "EnvironmentRecordMissing",
                $"The environment '{name}' has no record in its bucket {place.Bucket}.",
                $"Make it again with New-GlacierBatchEnvironment -Name {name}, or forget it with Remove-GlacierBatch {name}.", name);
        }

        var known = Names();
        throw new GlacierBatchException(ErrorKind.NotFound, "EnvironmentNotFound", $"There is no environment '{name}' on this machine.",
            known.Count == 0
                ? $"Make it with New-GlacierBatchEnvironment -Name {name}."
                : $"Known are {string.Join(", ", known)}; or make it with New-GlacierBatchEnvironment -Name {name}.", name);
    }

    /// <summary>Opens the bucket of an environment as the user wants it to be reached from now on.</summary>
    /// <param name="name">The environment's name.</param>
    /// <param name="bucket">Where the bucket is, or null where that is known.</param>
    /// <param name="aws">How to reach it; what is null stays as it is known.</param>
    public OpenBucket Open(string name, string? bucket, AwsSettings aws)
    {
        var known = Locate(name);
        if (bucket is not null && known?.IsSame(bucket) != true) known = null;
        if (aws.Credential is { } credential) opener.Keep(name, credential);
        var place = new BucketPlace(bucket ?? known?.Bucket ?? home.Bucket(name));
        if (!place.IsS3) return opener.Open(name, place);
        return opener.Open(name, place with
        {
            AwsRegion = aws.AwsRegion ?? known?.AwsRegion ?? aws.SessionRegion,
            ProfileName = aws.ProfileName ?? known?.ProfileName,
            EndpointUrl = aws.EndpointUrl ?? known?.EndpointUrl,
        });
    }

    /// <summary>A name as the environment of that name is spelled here: case does not matter to users, and in a bucket it does.</summary>
    public string Spell(string name) =>
        Names().FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) ?? name;

    /// <summary>Where the bucket of an environment known here is, or null.</summary>
    public BucketPlace? Locate(string name) => ledger.Environments.Find(name)
        ?? (File.Exists(Path.Combine(home.Bucket(name), StoreLayout.Environment(name))) ? new BucketPlace(home.Bucket(name)) : null);

    /// <summary>An environment that is in a bucket, or null.</summary>
    /// <exception cref="InvalidDataException">Its record cannot be used.</exception>
    /// <exception cref="GlacierBatchException">The bucket cannot: it is not there, elsewhere, or not for these credentials.</exception>
    public static async Task<GlacierEnvironment?> FindAsync(string name, OpenBucket bucket, CancellationToken cancellationToken) =>
        await ReadAsync(name, bucket, cancellationToken) is var (record, _) ? new GlacierEnvironment(record, bucket) : null;

    /// <summary>Writes a record: made by <paramref name="change"/> from the one that is there, or from null.</summary>
    /// <exception cref="GlacierBatchException">The bucket cannot be written.</exception>
    public async Task<GlacierEnvironment> SaveAsync(
        string name, OpenBucket bucket, Func<EnvironmentRecord?, EnvironmentRecord> change, CancellationToken cancellationToken)
    {
        RequireName(name);
        for (var round = 0; round < MaxRounds; round++)
        {
            var there = await ReadAsync(name, bucket, cancellationToken);
            var record = change(there?.Record);
            var bytes = Documents.Write(record, CoreJson.Default.EnvironmentRecord);
            var condition = there is { ETag: var etag } ? PutCondition.Match(etag) : PutCondition.Absent;
            if (await bucket.Store.TryPutAsync(StoreLayout.Environment(name), bytes, condition, cancellationToken) is null) continue;
            Remember(name, bucket);
            return new GlacierEnvironment(record, bucket);
        }

        throw new GlacierBatchException(ErrorKind.Busy, "EnvironmentBusy",
            $"The environment '{name}' was changed by others {MaxRounds} times while it was written.", "Try again.", name);
    }

    /// <summary>Makes an environment known on this machine.</summary>
    public void Remember(string name, OpenBucket bucket) => ledger.Environments.Save(
        name, bucket.Store.Location.IsFile ? new BucketPlace(bucket.Store.Location.LocalPath) : bucket.Place);

    /// <summary>Forgets an environment, here and in its bucket. What its jobs wrote stays.</summary>
    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        if (Locate(name) is { } place && (place.IsS3 || Directory.Exists(place.Bucket)))
        {
            try
            {
                await opener.Open(name, place).Store.DeleteAsync(StoreLayout.Environment(name), cancellationToken);
            }
            catch (S3ObjectException fault) when (fault.Code == "NoSuchBucket")
            {
                // With the bucket went the record.
            }
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

    /// <summary>Refuses what no session of ours would write, before any of it becomes a path or a request.</summary>
    private static EnvironmentRecord Validated(EnvironmentRecord record, string name, string key)
    {
        var isUsable = string.Equals(record.Name, name, StringComparison.OrdinalIgnoreCase)
            && ObjectKey.FindFault(record.BasePath) is null
            && (record.Workload is not { } workload
                || (ObjectKey.FindFault(workload.Prefix) is null && RunName.IsValid(workload.Revision)));
        if (!isUsable)
        {
            throw new InvalidDataException(
                $"The document {key} cannot be used: it holds names of something else. It was changed by hand or copied.");
        }

        if (record.Batch is { } batch && BatchRecordRule.FindFault(batch) is { } fault)
        {
            throw new InvalidDataException($"The document {key} cannot be used: {fault}. It was changed by hand or copied.");
        }

        return record with { Limits = record.Limits.Validated() };
    }

    private static async Task<(EnvironmentRecord Record, string ETag)?> ReadAsync(
        string name, OpenBucket bucket, CancellationToken cancellationToken)
    {
        var key = StoreLayout.Environment(name);
        if (await BucketFault.OnAsync(bucket, () => bucket.Store.GetAsync(key, cancellationToken)) is not { } document) return null;
        var record = Documents.Read(
            document.Content, CoreJson.Default.EnvironmentRecord, EnvironmentRecord.CurrentFormat, key);
        return (Validated(record, name, key), document.ETag);
    }
}
