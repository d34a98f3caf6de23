using System.Text;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Ledgers;

/// <summary>Runs and jobs as this machine knows them.</summary>
internal sealed class JobTable(Ledger ledger)
{
    private const int PageSize = 2000;

    /// <summary>Adds a run with all its jobs, or nothing.</summary>
    /// <param name="manifest">The run.</param>
    /// <param name="status">Where its jobs begin.</param>
    /// <param name="results">What is known of their ends, by position.</param>
    /// <returns>Whether it was added; no where there is a run of that name.</returns>
    public bool Add(
        RunManifest manifest, JobStatus status, IReadOnlyDictionary<int, TaskResult>? results = null) => ledger.Write(transaction =>
    {
        using var addRun = transaction.Command(
            "INSERT INTO runs (environment, name, created, restart_of) VALUES (@environment, @name, @created, @restartOf) "
            + "ON CONFLICT DO NOTHING RETURNING id",
            ("@environment", manifest.Environment), ("@name", manifest.Run),
            ("@created", manifest.Created.ToLedger()), ("@restartOf", manifest.RestartOf));
        if (addRun.ExecuteScalar() is not long run) return false;
        var changed = transaction.NextChange();
        using var addJob = transaction.Command(
            """
            INSERT INTO jobs (run, position, region, satellite, start_day, end_day, vcpu, memory, status, created, changed)
            VALUES (@run, @position, @region, @satellite, @start, @end, @vcpu, @memory, @status, @created, @changed)
            """,
            ("@run", run), ("@created", manifest.Created.ToLedger()), ("@status", status.ToString()), ("@changed", changed));
        string[] names = ["@position", "@region", "@satellite", "@start", "@end", "@vcpu", "@memory"];
        var values = names.Select(name => addJob.Parameters.AddWithValue(name, 0)).ToArray();
        for (var position = 0; position < manifest.Tasks.Count; position++)
        {
            var task = manifest.Tasks[position];
            object[] row =
                [position, task.Region, (int)task.Satellite, task.Start.DayNumber, task.End.DayNumber, task.VCpu, task.MemoryMiB];
            for (var i = 0; i < row.Length; i++) values[i].Value = row[i];
            addJob.ExecuteNonQuery();
            if (results is not null && results.TryGetValue(position, out var result)) SetResult(transaction, run, position, result);
        }

        return true;
    });

    /// <summary>Whether a run is known.</summary>
    public bool HasRun(string environment, string run) => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            "SELECT 1 FROM runs WHERE environment = @environment AND name = @run", ("@environment", environment), ("@run", run));
        return command.ExecuteScalar() is not null;
    });

    /// <summary>The names of an environment's runs, or of all, oldest first.</summary>
    public IReadOnlyList<string> ReadRunNames(string? environment) => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            "SELECT name FROM runs WHERE @environment IS NULL OR environment = @environment ORDER BY id", ("@environment", environment));
        using var rows = command.ExecuteReader();
        var names = new List<string>();
        while (rows.Read()) names.Add(rows.GetString(0));
        return names;
    });

    /// <summary>
    /// Jobs in the order of their runs and positions. Read page by page: nothing stays locked while somebody works on what was
    /// read.
    /// </summary>
    public IEnumerable<Job> Read(JobFilter filter)
    {
        var (sql, values) = Where(filter);
        var (run, position) = (-1L, -1L);
        while (true)
        {
            var (lastRun, lastPosition) = (run, position);
            var page = ledger.Read(connection =>
            {
                using var command = connection.Prepare(
                    $"SELECT {JobRow.Columns} FROM jobs j JOIN runs r ON r.id = j.run WHERE (j.run, j.position) > (@lastRun, @lastPosition)"
                    + $"{sql} ORDER BY j.run, j.position LIMIT {PageSize}",
                    [.. values, ("@lastRun", lastRun), ("@lastPosition", lastPosition)]);
                using var rows = command.ExecuteReader();
                var read = new List<Job>();
                while (rows.Read())
                {
                    read.Add(JobRow.Read(rows));
                    (run, position) = (JobRow.Run(rows), rows.GetInt64(2));
                }

                return read;
            });

            foreach (var job in page) yield return job;
            if (page.Count < PageSize) yield break;
        }
    }

    /// <summary>The jobs that changed after a stamp, in the order of their changes, and the newest stamp.</summary>
    public (IReadOnlyList<Job> Jobs, long Stamp) ReadChanges(long after) => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            $"SELECT {JobRow.Columns} FROM jobs j JOIN runs r ON r.id = j.run WHERE j.changed > @after ORDER BY j.changed",
            ("@after", after));
        using var rows = command.ExecuteReader();
        var jobs = new List<Job>();
        while (rows.Read())
        {
            jobs.Add(JobRow.Read(rows));
            after = JobRow.Changed(rows);
        }

        return (jobs, after);
    });

    /// <summary>Runs with their counts, oldest first.</summary>
    public IReadOnlyList<GlacierRun> ReadRuns(string? environment, string? run) => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            """
            SELECT r.name, r.environment, r.created, r.restart_of, count(*),
                   sum(j.status IN ('SUBMITTED', 'PENDING', 'RUNNABLE')), sum(j.status IN ('STARTING', 'RUNNING')),
                   sum(j.status = 'SUCCEEDED'), sum(j.outcome IS 'NoScenes'), sum(j.status = 'FAILED')
            FROM runs r JOIN jobs j ON j.run = r.id
            WHERE (@environment IS NULL OR r.environment = @environment) AND (@run IS NULL OR r.name = @run)
            GROUP BY r.id ORDER BY r.id
            """,
            ("@environment", environment), ("@run", run));
        using var rows = command.ExecuteReader();
        var runs = new List<GlacierRun>();
        while (rows.Read())
        {
            runs.Add(new GlacierRun
            {
                RunName = rows.GetString(0),
                Environment = rows.GetString(1),
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(2)),
                RestartOf = rows.TextOrNull(3),
                Jobs = rows.GetInt32(4),
                Waiting = rows.GetInt32(5),
                Running = rows.GetInt32(6),
                Succeeded = rows.GetInt32(7),
                NoScenes = rows.GetInt32(8),
                Failed = rows.GetInt32(9),
            });
        }

        return runs;
    });

    private static void SetResult(LedgerTransaction transaction, long run, int position, TaskResult result) => transaction.Execute(
        """
        UPDATE jobs SET status = @status, outcome = @outcome, exit_code = @exitCode, reason = @reason, peak = @peak,
            attempts = @attempts, started = @started, stopped = @stopped
        WHERE run = @run AND position = @position
        """,
        ("@status", (result.Outcome.IsSuccess() ? JobStatus.SUCCEEDED : JobStatus.FAILED).ToString()),
        ("@outcome", result.Outcome.ToString()), ("@exitCode", result.ExitCode), ("@reason", result.Reason),
        ("@peak", result.PeakMemoryBytes), ("@attempts", result.Attempt),
        ("@started", result.Started.ToLedger()), ("@stopped", result.Ended.ToLedger()), ("@run", run), ("@position", position));

    private static (string Sql, List<(string Name, object? Value)> Values) Where(JobFilter filter)
    {
        var sql = new StringBuilder();
        var values = new List<(string Name, object? Value)>();
        void Require(string condition, string name, object? value)
        {
            if (value is null) return;
            sql.Append(" AND ").Append(condition);
            values.Add((name, value));
        }

        Require("r.environment = @environment", "@environment", filter.Environment);
        Require("r.name = @run", "@run", filter.Run);
        Require("j.position = @index", "@index", filter.Index);
        if (filter.Statuses is { Count: > 0 } statuses)
        {
            sql.Append(" AND j.status IN (").AppendJoin(", ", statuses.Select(status => $"'{status}'")).Append(')');
        }

        return (sql.ToString(), values);
    }
}
