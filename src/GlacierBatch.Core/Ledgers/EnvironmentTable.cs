namespace GlacierBatch.Core.Ledgers;

/// <summary>Which environment's bucket is where, and how this machine reaches it.</summary>
internal sealed class EnvironmentTable(Ledger ledger)
{
    /// <summary>All names, in order.</summary>
    public IReadOnlyList<string> Names() => ledger.Read(connection =>
    {
        using var command = connection.Prepare("SELECT name FROM environments ORDER BY name");
        using var rows = command.ExecuteReader();
        var names = new List<string>();
        while (rows.Read()) names.Add(rows.GetString(0));
        return names;
    });

    /// <summary>The bucket, or null.</summary>
    public string? Bucket(string name) => Find(name)?.Bucket;

    /// <summary>Where the bucket is, or null.</summary>
    public BucketPlace? Find(string name) => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            "SELECT bucket, aws_region, aws_profile, endpoint FROM environments WHERE name = @name", ("@name", name));
        using var row = command.ExecuteReader();
        if (!row.Read()) return null;
        var endpoint = row.TextOrNull(3) is { } text ? new Uri(text) : null;
        return new BucketPlace(row.GetString(0), row.TextOrNull(1), row.TextOrNull(2), endpoint);
    });

    /// <summary>Remembers a folder.</summary>
    public void Save(string name, string bucket) => Save(name, new BucketPlace(bucket));

    /// <summary>Remembers where a bucket is.</summary>
    public void Save(string name, BucketPlace place) => ledger.Write(transaction => transaction.Execute(
        """
        INSERT INTO environments (name, bucket, aws_region, aws_profile, endpoint) VALUES (@name, @bucket, @region, @profile, @endpoint)
        ON CONFLICT (name) DO UPDATE SET bucket = @bucket, aws_region = @region, aws_profile = @profile, endpoint = @endpoint
        """,
        ("@name", name), ("@bucket", place.Bucket), ("@region", place.AwsRegion), ("@profile", place.ProfileName),
        ("@endpoint", place.EndpointUrl?.AbsoluteUri)));

    /// <summary>Forgets an environment, its runs and their jobs.</summary>
    public void Remove(string name) => ledger.Write(transaction =>
        transaction.Execute("DELETE FROM runs WHERE environment = @name", ("@name", name))
        + transaction.Execute("DELETE FROM definitions WHERE environment = @name", ("@name", name))
        + transaction.Execute("DELETE FROM environments WHERE name = @name", ("@name", name)));
}
