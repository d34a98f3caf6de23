namespace GlacierBatch.Core.Ledgers;

/// <summary>Job definitions that were registered, by the hash of what they say: a submission need not ask for them.</summary>
internal sealed class DefinitionTable(Ledger ledger)
{
    /// <summary>The ARN, or null.</summary>
    public string? Find(string environment, string hash) => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            "SELECT arn FROM definitions WHERE environment = @environment AND hash = @hash", ("@environment", environment),
            ("@hash", hash));
        return (string?)command.ExecuteScalar();
    });

    /// <summary>Remembers one.</summary>
    public void Save(string environment, string hash, string arn) => ledger.Write(transaction => transaction.Execute(
        "INSERT INTO definitions (environment, hash, arn) VALUES (@environment, @hash, @arn) "
        + "ON CONFLICT (environment, hash) DO UPDATE SET arn = @arn",
        ("@environment", environment), ("@hash", hash), ("@arn", arn)));

    /// <summary>Forgets one.</summary>
    public void Forget(string environment, string hash) => ledger.Write(transaction => transaction.Execute(
        "DELETE FROM definitions WHERE environment = @environment AND hash = @hash", ("@environment", environment), ("@hash", hash)));
}
