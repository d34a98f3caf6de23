namespace GlacierBatch.Core.Ledgers;

/// <summary>Which environment's bucket is where.</summary>
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

    /// <summary>The bucket's folder, or null.</summary>
    public string? Bucket(string name) => ledger.Read(connection =>
    {
        using var command = connection.Prepare("SELECT bucket FROM environments WHERE name = @name", ("@name", name));
        return (string?)command.ExecuteScalar();
    });

    /// <summary>Remembers a bucket.</summary>
    public void Save(string name, string bucket) => ledger.Write(transaction => transaction.Execute(
        "INSERT INTO environments (name, bucket) VALUES (@name, @bucket) ON CONFLICT (name) DO UPDATE SET bucket = @bucket",
        ("@name", name), ("@bucket", bucket)));

    /// <summary>Forgets an environment, its runs and their jobs.</summary>
    public void Remove(string name) => ledger.Write(transaction =>
        transaction.Execute("DELETE FROM runs WHERE environment = @name", ("@name", name))
        + transaction.Execute("DELETE FROM environments WHERE name = @name", ("@name", name)));
}
