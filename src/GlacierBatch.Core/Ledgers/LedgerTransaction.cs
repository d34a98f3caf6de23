using Microsoft.Data.Sqlite;

namespace GlacierBatch.Core.Ledgers;

/// <summary>A connection and the transaction that is open on it.</summary>
internal sealed class LedgerTransaction(SqliteConnection connection, SqliteTransaction transaction)
{
    /// <summary>Whether a job was changed, so that those who wait must be woken.</summary>
    public bool HasChange { get; private set; }

    /// <summary>Whether jobs wait or are to be stopped, or others have room now: those who work on the queue must be woken.</summary>
    public bool HasWork { get; private set; }

    /// <summary>A statement with its values, which are never part of its text.</summary>
    public SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = connection.Prepare(sql, values);
        command.Transaction = transaction;
        return command;
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The number that stamps this change; greater than that of every earlier one.</summary>
    /// <param name="isWork">Whether those who work on the queue have to do with it.</param>
    public long NextChange(bool isWork = true)
    {
        HasChange = true;
        HasWork |= isWork;
        using var command = Command("UPDATE changes SET last = last + 1 RETURNING last");
        return (long)command.ExecuteScalar()!;
    }
}
