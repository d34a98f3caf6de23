using Microsoft.Data.Sqlite;

namespace GlacierBatch.Core.Ledgers;

/// <summary>What every statement needs.</summary>
internal static class SqliteExtensions
{
    /// <summary>A statement with its values.</summary>
    public static SqliteCommand Prepare(
        this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = connection is LedgerConnection keeping ? keeping.Take(sql) : new SqliteCommand(sql, connection);
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    /// <summary>Milliseconds since 1970 (UTC).</summary>
    public static long ToLedger(this DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    /// <summary>A text, or null.</summary>
    public static string? TextOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>A number, or null.</summary>
    public static long? NumberOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    /// <summary>A time, or null.</summary>
    public static DateTimeOffset? TimeOrNull(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
