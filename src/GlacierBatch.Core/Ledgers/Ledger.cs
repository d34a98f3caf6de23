using Microsoft.Data.Sqlite;

namespace GlacierBatch.Core.Ledgers;

/// <summary>
/// SQLite on this machine: the cache of what buckets know of environments, runs and jobs, and the local service's queue. Several
/// sessions use it at once.
/// </summary>
internal sealed class Ledger : IDisposable
{
    private const int BusyTimeoutMilliseconds = 30_000;

    private readonly string _path;
    private readonly string _connectionString;
    private readonly Func<string, bool> _isShared;
    private readonly Lock _gate = new();

    /// <summary>Open ones that nobody uses: to open and set one up anew for each statement took longer than most statements.</summary>
    private readonly Stack<SqliteConnection> _idle = new();

    private bool _ready;
    private bool _closed;

    /// <param name="home">This machine's folder. Nothing is written before the ledger is used.</param>
    /// <param name="isShared">Whether a folder's file system is shared between machines; by default
    /// <see cref="SharedFileSystems"/> knows.</param>
    public Ledger(GlacierHome home, Func<string, bool>? isShared = null)
    {
        _isShared = isShared ?? SharedFileSystems.Holds;
        _path = home.Ledger;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = _path, ForeignKeys = true, Pooling = false }.ToString();
        Environments = new EnvironmentTable(this);
        Jobs = new JobTable(this);
        Leases = new LeaseTable(this);
        Parts = new PartTable(this);
        Attempts = new AttemptTable(this);
        Definitions = new DefinitionTable(this);
    }

    /// <summary>Which environment's bucket is where.</summary>
    public EnvironmentTable Environments { get; }

    /// <summary>Runs and jobs.</summary>
    public JobTable Jobs { get; }

    /// <summary>The queue: who runs what.</summary>
    public LeaseTable Leases { get; }

    /// <summary>What services were given.</summary>
    public PartTable Parts { get; }

    /// <summary>What services say of each attempt.</summary>
    public AttemptTable Attempts { get; }

    /// <summary>Job definitions.</summary>
    public DefinitionTable Definitions { get; }

    /// <summary>Set after every change that this process makes.</summary>
    public ChangeSignal Changed { get; } = new();

    /// <summary>Set after those changes that whoever works on the queue has to do with.</summary>
    public ChangeSignal Queued { get; } = new();

    /// <summary>Reads something.</summary>
    /// <exception cref="GlacierBatchException">The ledger cannot be opened or read; the message says why.</exception>
    public T Read<T>(Func<SqliteConnection, T> work) => Use("read", work);

    /// <summary>Does something in one transaction that takes the write lock at once, and so never fails halfway for another's.</summary>
    /// <exception cref="GlacierBatchException">The ledger cannot be opened or written; nothing of it was done, and the message
    /// says why.</exception>
    public T Write<T>(Func<LedgerTransaction, T> work) => Use("written", connection =>
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var open = new LedgerTransaction(connection, transaction);
        var result = work(open);
        transaction.Commit();
        if (open.HasChange) Changed.Set();
        if (open.HasWork) Queued.Set();
        return result;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            CloseIdle();
        }
    }

    private T Use<T>(string how, Func<SqliteConnection, T> work)
    {
        try
        {
            var connection = Open();
            var isSound = false;
            try
            {
                var result = work(connection);
                isSound = true;
                return result;
            }
            finally
            {
                // What went wrong may have left it anyhow.
                if (isSound) Keep(connection);
                else connection.Dispose();
            }
        }
        catch (Exception fault) when (IsFault(fault))
        {
            throw NotAvailable(how, fault);
        }
    }

    private static bool IsFault(Exception fault) => fault is SqliteException or IOException or UnauthorizedAccessException;

    private GlacierBatchException NotAvailable(string what, Exception fault) => new(ErrorKind.NotAvailable, "LedgerNotAvailable",
        $"The ledger {_path} cannot be {what}: {fault.Message}",
        $"Set {GlacierHome.Variable} to a folder that can be written. A damaged ledger may be deleted: it is made again from the buckets.",
        _path, fault);

    private SqliteConnection Open()
    {
        lock (_gate)
        {
            if (!_ready || !File.Exists(_path)) Prepare();
            _ready = true;
            if (_idle.TryPop(out var idle)) return idle;
        }

        return Connect();
    }

    private void Keep(SqliteConnection connection)
    {
        lock (_gate)
        {
            if (_closed) connection.Dispose();
            else _idle.Push(connection);
        }
    }

    private void CloseIdle()
    {
        while (_idle.TryPop(out var idle)) idle.Dispose();
    }

    private void Prepare()
    {
        // Those to a file that was deleted would go on with what nobody else sees.
        CloseIdle();
        var folder = Path.GetDirectoryName(_path)!;
        Directory.CreateDirectory(folder);
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = _isShared(folder) ? "PRAGMA journal_mode = DELETE" : "PRAGMA journal_mode = WAL";
        command.ExecuteNonQuery();
        LedgerSchema.Migrate(connection, _path);
    }

    private SqliteConnection Connect()
    {
        var connection = new LedgerConnection(_connectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA busy_timeout = {BusyTimeoutMilliseconds}; PRAGMA synchronous = NORMAL;";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
