using Microsoft.Data.Sqlite;

namespace GlacierBatch.Core.Ledgers;

/// <summary>The ledger's tables. A step once released is never changed; a new version appends one.</summary>
internal static class LedgerSchema
{
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE environments (
            name    TEXT PRIMARY KEY COLLATE NOCASE,
            bucket  TEXT NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE runs (
            id          INTEGER PRIMARY KEY,
            environment TEXT NOT NULL COLLATE NOCASE,
            name        TEXT NOT NULL COLLATE NOCASE,
            created     INTEGER NOT NULL,
            restart_of  TEXT,
            UNIQUE (environment, name)
        );

        -- Times are milliseconds since 1970 (UTC), days are days since 0001-01-01, memory is MiB, peak is bytes.
        -- token: who may speak for the job now. mark: what its processes carry. changed: grows with every change of any job.
        CREATE TABLE jobs (
            run         INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            position    INTEGER NOT NULL,
            region      TEXT NOT NULL,
            satellite   INTEGER NOT NULL,
            start_day   INTEGER NOT NULL,
            end_day     INTEGER NOT NULL,
            vcpu        REAL NOT NULL,
            memory      INTEGER NOT NULL,
            status      TEXT NOT NULL,
            attempts    INTEGER NOT NULL DEFAULT 0,
            failures    INTEGER NOT NULL DEFAULT 0,
            not_before  INTEGER NOT NULL DEFAULT 0,
            created     INTEGER NOT NULL,
            started     INTEGER,
            stopped     INTEGER,
            outcome     TEXT,
            exit_code   INTEGER,
            reason      TEXT,
            peak        INTEGER,
            stop_reason TEXT,
            token       TEXT,
            mark        TEXT,
            owner       TEXT,
            lease_until INTEGER,
            process     TEXT,
            changed     INTEGER NOT NULL,
            PRIMARY KEY (run, position)
        ) WITHOUT ROWID;

        -- Counted apart: the stamps of jobs that were removed must not come again, or those who wait would miss a change.
        CREATE TABLE changes (last INTEGER NOT NULL);
        INSERT INTO changes VALUES (0);

        CREATE INDEX jobs_changed ON jobs (changed);
        CREATE INDEX jobs_runnable ON jobs (run, memory DESC, position) WHERE status = 'RUNNABLE';
        CREATE INDEX jobs_leased ON jobs (run) WHERE token IS NOT NULL;
        """,
        """
        -- How this machine reaches a bucket of S3: names and addresses only, never a secret.
        ALTER TABLE environments ADD COLUMN aws_region TEXT;
        ALTER TABLE environments ADD COLUMN aws_profile TEXT;
        ALTER TABLE environments ADD COLUMN endpoint TEXT;

        -- Where a task is at the service: which part of its run, and which child of that part's array.
        ALTER TABLE jobs ADD COLUMN part INTEGER;
        ALTER TABLE jobs ADD COLUMN child INTEGER;

        -- What a service was given as one job or array. job_id is null while it is not known whether the service has it.
        CREATE TABLE parts (
            run       INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            part      INTEGER NOT NULL,
            size      INTEGER NOT NULL,
            name      TEXT NOT NULL,
            queue     TEXT NOT NULL,
            intended  INTEGER NOT NULL,
            job_id    TEXT,
            ended     INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (run, part)
        ) WITHOUT ROWID;

        -- What the service says of each attempt, as it says it.
        CREATE TABLE attempts (
            run           INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            position      INTEGER NOT NULL,
            attempt       INTEGER NOT NULL,
            status_reason TEXT,
            reason        TEXT,
            exit_code     INTEGER,
            log_stream    TEXT,
            started       INTEGER,
            stopped       INTEGER,
            PRIMARY KEY (run, position, attempt)
        ) WITHOUT ROWID;

        -- Job definitions that were registered, by the hash of what they say.
        CREATE TABLE definitions (
            environment TEXT NOT NULL COLLATE NOCASE,
            hash        TEXT NOT NULL,
            arn         TEXT NOT NULL,
            PRIMARY KEY (environment, hash)
        ) WITHOUT ROWID;
        """,
    ];

    /// <summary>The version that this build writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>Brings a ledger to this build's version, whole or not at all.</summary>
    /// <exception cref="GlacierBatchException">A newer build has written it.</exception>
    public static void Migrate(SqliteConnection connection, string path)
    {
        if (ReadVersion(connection, path) == Version) return;
        using var transaction = connection.BeginTransaction(deferred: false);

        // Another process may have done it while this one waited for the lock.
        for (var version = ReadVersion(connection, path); version < Version; version++)
        {
            Execute(connection, transaction, Steps[version]);
            Execute(connection, transaction, $"PRAGMA user_version = {version + 1}");
        }

        transaction.Commit();
    }

    private static int ReadVersion(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var version = Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        if (version <= Version) return version;
        throw new GlacierBatchException(ErrorKind.InvalidData, "LedgerTooNew",
            $"The ledger {path} was written by a newer GlacierBatch (version {version}, this one reads up to {Version}).",
            $"Update GlacierBatch, or set {GlacierHome.Variable} to another folder.", path);
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
