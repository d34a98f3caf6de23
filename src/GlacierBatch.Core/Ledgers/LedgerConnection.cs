using Microsoft.Data.Sqlite;

namespace GlacierBatch.Core.Ledgers;

/// <summary>
/// A connection that keeps its statements: SQLite takes as long to compile a short one as to run it, and a job's way through the queue
/// runs the same few dozens again and again. Not for two threads at a time.
/// </summary>
internal sealed class LedgerConnection(string connectionString) : SqliteConnection(connectionString)
{
    /// <summary>More texts than there are: those that are put together anew must not pile up.</summary>
    private const int MaxKept = 64;

    private readonly Dictionary<string, SqliteCommand> _idle = new(StringComparer.Ordinal);

    /// <summary>A statement that nobody uses; disposing it gives it back.</summary>
    public SqliteCommand Take(string sql)
    {
        if (_idle.Remove(sql, out var kept)) return kept;
        return new KeptCommand(this) { CommandText = sql, Connection = this };
    }

    /// <inheritdoc/>
    public override void Close()
    {
        foreach (var kept in _idle.Values) ((KeptCommand)kept).Forget();
        _idle.Clear();
        base.Close();
    }

    private sealed class KeptCommand(LedgerConnection owner) : SqliteCommand
    {
        public void Forget() => base.Dispose(disposing: true);

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            Parameters.Clear();
            Transaction = null;
            var isKept = disposing && owner.State == System.Data.ConnectionState.Open && owner._idle.Count < MaxKept
                && owner._idle.TryAdd(CommandText, this);
            if (!isKept) base.Dispose(disposing);
        }
    }
}
