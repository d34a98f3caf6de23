using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Runs;
using Microsoft.Data.Sqlite;

namespace GlacierBatch.Core.Ledgers;

/// <summary>What services were given, and what they were found to say of it.</summary>
internal sealed class PartTable(Ledger ledger)
{
    private const string Columns = "p.run, r.name, p.part, p.size, p.name, p.queue, p.intended, p.job_id";

    /// <summary>Writes down a part, and with its id that its tasks are the service's now.</summary>
    /// <returns>Whether the run is known here.</returns>
    public bool Save(string environment, RunPart part) => ledger.Write(transaction =>
    {
        using var find = transaction.Command(
            "SELECT id FROM runs WHERE environment = @environment AND name = @run", ("@environment", environment), ("@run", part.Run));
        if (find.ExecuteScalar() is not long run) return false;
        transaction.Execute(
            """
            INSERT INTO parts (run, part, size, name, queue, intended, job_id) VALUES (@run, @part, @size, @name, @queue, @intended, @jobId)
            ON CONFLICT (run, part) DO UPDATE SET job_id = coalesce(@jobId, job_id), name = @name, queue = @queue
            """,
            ("@run", run), ("@part", part.Part), ("@size", part.Positions.Count), ("@name", part.JobName), ("@queue", part.Queue ?? ""),
            ("@intended", part.Intended.ToLedger()), ("@jobId", part.JobId));
        var changed = transaction.NextChange();
        using var assign = transaction.Command(
            """
            UPDATE jobs SET part = @part, child = @child, changed = @changed,
                status = iif(@known AND status = 'SUBMITTED', 'PENDING', status)
            WHERE run = @run AND position = @position
            """,
            ("@part", part.Part), ("@changed", changed), ("@known", part.JobId is not null), ("@run", run));
        var child = assign.Parameters.AddWithValue("@child", 0);
        var position = assign.Parameters.AddWithValue("@position", 0);
        for (var index = 0; index < part.Positions.Count; index++)
        {
            (child.Value, position.Value) = (index, part.Positions[index]);
            assign.ExecuteNonQuery();
        }

        return true;
    });

    /// <summary>The parts of an environment whose jobs have not all ended, the oldest first.</summary>
    public IReadOnlyList<PartRow> ReadOpen(string environment) => Read(
        "p.ended = 0 AND r.environment = @environment", ("@environment", environment));

    /// <summary>The environments that have open parts.</summary>
    public IReadOnlyList<string> ReadWatched() => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            "SELECT DISTINCT r.environment FROM parts p JOIN runs r ON r.id = p.run WHERE p.ended = 0 AND p.job_id IS NOT NULL");
        using var rows = command.ExecuteReader();
        var environments = new List<string>();
        while (rows.Read()) environments.Add(rows.GetString(0));
        return environments;
    });

    /// <summary>All parts of a run.</summary>
    public IReadOnlyList<PartRow> Read(string environment, string run) => Read(
        "r.environment = @environment AND r.name = @run", ("@environment", environment), ("@run", run));

    /// <summary>The runs of which something, and perhaps not all, was given to the service; the newest first.</summary>
    public IReadOnlyList<string> ReadUnfinishedRuns(string environment) => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            """
            SELECT r.name FROM runs r WHERE r.environment = @environment AND EXISTS (SELECT 1 FROM parts p WHERE p.run = r.id)
                AND EXISTS (SELECT 1 FROM jobs j WHERE j.run = r.id AND j.status = 'SUBMITTED') ORDER BY r.id DESC
            """,
            ("@environment", environment));
        using var rows = command.ExecuteReader();
        var runs = new List<string>();
        while (rows.Read()) runs.Add(rows.GetString(0));
        return runs;
    });

    /// <summary>The jobs of a part.</summary>
    public IReadOnlyList<PartJob> ReadJobs(PartRow part) => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            "SELECT child, position, status, region, satellite, start_day, end_day FROM jobs WHERE run = @run AND part = @part ORDER BY "
                + "child",
            ("@run", part.RunId), ("@part", part.Part));
        using var rows = command.ExecuteReader();
        var jobs = new List<PartJob>();
        while (rows.Read())
        {
            var window = new DateWindow(DateOnly.FromDayNumber(rows.GetInt32(5)), DateOnly.FromDayNumber(rows.GetInt32(6)));
            var task = new GlacierTask(rows.GetString(3), (Satellite)rows.GetInt32(4), window);
            jobs.Add(new PartJob(
                rows.GetInt32(0), rows.GetInt32(1), StoreLayout.Result(part.Run, task), Enum.Parse<JobStatus>(rows.GetString(2))));
        }

        return jobs;
    });

    /// <summary>The service's id of a job, as <c>id</c> or <c>parent:index</c>, or null where the service does not have it.</summary>
    public string? FindJobId(JobReference job) => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            """
            SELECT p.job_id, p.size, j.child FROM runs r JOIN jobs j ON j.run = r.id JOIN parts p ON p.run = j.run AND p.part = j.part
            WHERE r.environment = @environment AND r.name = @run AND j.position = @position AND p.job_id IS NOT NULL
            """,
            ("@environment", job.Environment), ("@run", job.Run), ("@position", job.Index));
        using var row = command.ExecuteReader();
        if (!row.Read()) return null;
        return row.GetInt32(1) == 1 ? row.GetString(0) : FormattableString.Invariant($"{row.GetString(0)}:{row.GetInt32(2)}");
    });

    /// <summary>Writes down what was found of a run's jobs. A job that has ended stays so.</summary>
    public void Apply(long run, IReadOnlyCollection<JobChange> changes)
    {
        if (changes.Count == 0) return;
        ledger.Write(transaction =>
        {
            var changed = transaction.NextChange();
            foreach (var change in changes) Apply(transaction, run, changed, change);
            return changes.Count;
        });
    }

    /// <summary>All jobs of a part have ended.</summary>
    public void End(PartRow part) => ledger.Write(transaction => transaction.Execute(
        "UPDATE parts SET ended = 1 WHERE run = @run AND part = @part", ("@run", part.RunId), ("@part", part.Part)));

    private static void Apply(LedgerTransaction transaction, long run, long changed, JobChange change)
    {
        transaction.Execute(
            """
            UPDATE jobs SET status = @status, reason = coalesce(@reason, iif(@isEnded, reason, NULL)),
                outcome = coalesce(@outcome, outcome),
                exit_code = coalesce(@exitCode, exit_code), peak = coalesce(@peak, peak), started = coalesce(@started, started),
                stopped = coalesce(@stopped, stopped), attempts = max(attempts, @attempts), changed = @changed
            WHERE run = @run AND position = @position AND (status NOT IN ('SUCCEEDED', 'FAILED') OR status = @status)
            """,
            ("@status", change.Status.ToString()), ("@reason", change.Reason), ("@isEnded", change.Status.IsEnded()),
            ("@outcome", change.Outcome?.ToString()), ("@exitCode", change.ExitCode), ("@peak", change.PeakMemoryBytes),
            ("@started", change.Started?.ToLedger()), ("@stopped", change.Stopped?.ToLedger()),
            ("@attempts", Math.Max(change.AttemptCount ?? 0, change.Attempts.Count)), ("@changed", changed), ("@run", run),
            ("@position", change.Position));
        foreach (var attempt in change.Attempts)
        {
            transaction.Execute(
                """
                INSERT INTO attempts (run, position, attempt, status_reason, reason, exit_code, log_stream, started, stopped)
                VALUES (@run, @position, @attempt, @statusReason, @reason, @exitCode, @logStream, @started, @stopped)
                ON CONFLICT (run, position, attempt) DO UPDATE SET status_reason = @statusReason, reason = @reason, exit_code = @exitCode,
                    log_stream = @logStream, started = @started, stopped = @stopped
                """,
                ("@run", run), ("@position", change.Position), ("@attempt", attempt.Attempt), ("@statusReason", attempt.StatusReason),
                ("@reason", attempt.Reason), ("@exitCode", attempt.ExitCode), ("@logStream", attempt.LogStream),
                ("@started", attempt.Started?.ToLedger()), ("@stopped", attempt.Stopped?.ToLedger()));
        }
    }

    private IReadOnlyList<PartRow> Read(string condition, params (string Name, object? Value)[] values) => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            $"SELECT {Columns} FROM parts p JOIN runs r ON r.id = p.run WHERE {condition} ORDER BY p.run, p.part", values);
        using var rows = command.ExecuteReader();
        var parts = new List<PartRow>();
        while (rows.Read()) parts.Add(ReadRow(rows));
        return parts;
    });

    private static PartRow ReadRow(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetString(4), row.GetString(5),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)), row.TextOrNull(7));
}
