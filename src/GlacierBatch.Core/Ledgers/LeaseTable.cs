using GlacierBatch.Contract.Results;
using GlacierBatch.Core.Runs;
using Microsoft.Data.Sqlite;

namespace GlacierBatch.Core.Ledgers;

/// <summary>
/// The queue of the local service. Every change of a leased job names its token: what a session that lost its lease still
/// says, changes nothing.
/// </summary>
internal sealed class LeaseTable(Ledger ledger)
{
    private const string LeaseColumns =
        "r.environment, r.name, j.position, j.run, j.attempts, j.failures, j.vcpu, j.memory, j.token, j.mark, j.owner, j.lease_until, "
            + "j.process";

    /// <summary>What a job is that nobody runs any more: queued again, or ended where a stop came too late for whoever ran it.</summary>
    private const string Requeued =
        """
        status = iif(stop_reason IS NULL, 'RUNNABLE', 'FAILED'), outcome = iif(stop_reason IS NULL, outcome, 'Stopped'),
        exit_code = iif(stop_reason IS NULL, exit_code, @exitCode), reason = coalesce(stop_reason, @reason),
        stopped = iif(stop_reason IS NULL, stopped, @now), token = NULL, owner = NULL, lease_until = NULL, process = NULL
        """;

    /// <summary>Takes jobs that fit into what an environment has free, the oldest run's first and its largest before the others.</summary>
    public IReadOnlyList<Lease> Claim(
        string environment, string owner, double vcpu, long memoryMiB, DateTimeOffset now, DateTimeOffset until)
    {
        if (!Exists(environment, "j.status = 'RUNNABLE'")) return [];
        return ledger.Write(transaction =>
        {
            var (usedVCpu, usedMemory) = ReadUse(transaction, environment);
            var leases = new List<Lease>();
            while (FindRunnable(transaction, environment, vcpu - usedVCpu, memoryMiB - usedMemory, now) is { } found)
            {
                var token = Guid.NewGuid().ToString("N");
                var lease = found with { Attempt = found.Attempt + 1, Token = token, Mark = token };
                transaction.Execute(
                    """
                    UPDATE jobs SET status = 'STARTING', attempts = @attempt, token = @token, mark = @token, owner = @owner,
                        lease_until = @until, started = @now, stopped = NULL, process = NULL, reason = NULL, changed = @changed
                    WHERE run = @run AND position = @position
                    """,
                    ("@attempt", lease.Attempt), ("@token", lease.Token), ("@owner", owner), ("@until", until.ToLedger()),
                    ("@now", now.ToLedger()), ("@changed", transaction.NextChange(isWork: false)), ("@run", lease.Run),
                    ("@position", lease.Job.Index));
                leases.Add(lease);
                usedVCpu += lease.VCpu;
                usedMemory += lease.MemoryMiB;
            }

            return leases;
        });
    }

    /// <summary>Whether an environment has jobs that wait or run.</summary>
    public bool HasWork(string environment) => Exists(environment, "(j.status = 'RUNNABLE' OR j.token IS NOT NULL)");

    /// <summary>Whether somebody runs jobs of an environment.</summary>
    public bool HasLeases(string environment) => Exists(environment, "j.token IS NOT NULL");

    /// <summary>Whether a lease still holds.</summary>
    public bool IsHeld(Lease lease) => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            "SELECT 1 FROM jobs WHERE run = @run AND position = @position AND token = @token",
            ("@run", lease.Run), ("@position", lease.Job.Index), ("@token", lease.Token));
        return command.ExecuteScalar() is not null;
    });

    /// <summary>The script runs.</summary>
    public bool Started(Lease lease, string process) =>
        Change(lease, isWork: false, "status = 'RUNNING', process = @process", ("@process", process));

    /// <summary>Nothing of the script runs any more. The job runs on, until its outputs are published, and takes up no room.</summary>
    public bool ScriptEnded(Lease lease) => Change(lease, isWork: true, "process = NULL");

    /// <summary>The job has ended.</summary>
    public bool Complete(Lease lease, JobEnd end, DateTimeOffset now) => Change(lease, isWork: true,
        """
        status = @status, outcome = @outcome, exit_code = @exitCode, reason = @reason, peak = @peak, stopped = @now,
        token = NULL, owner = NULL, lease_until = NULL, process = NULL
        """,
        ("@status", (end.Outcome.IsSuccess() ? JobStatus.SUCCEEDED : JobStatus.FAILED).ToString()),
        ("@outcome", end.Outcome.ToString()), ("@exitCode", end.Outcome.ToExitCode()), ("@reason", end.Reason),
        ("@peak", end.PeakMemoryBytes), ("@now", now.ToLedger()));

    /// <summary>
    /// The job shall be tried again: after a delay, and with so much memory. Where somebody wants it stopped, it has ended.
    /// </summary>
    public bool Retry(Lease lease, JobEnd end, DateTimeOffset now, TimeSpan delay, int memoryMiB) => Change(lease, isWork: true,
        $"{Requeued}, failures = failures + 1, peak = @peak, not_before = @notBefore, memory = @memory",
        ("@reason", end.Reason), ("@peak", end.PeakMemoryBytes), ("@notBefore", (now + delay).ToLedger()), ("@memory", memoryMiB),
        ("@exitCode", ExitCodes.Stopped), ("@now", now.ToLedger()));

    /// <summary>
    /// The job goes back to the queue as if this attempt had not been; its number is not used again. Where somebody wants it stopped,
    /// it has ended.
    /// </summary>
    public bool Release(Lease lease, string? reason, DateTimeOffset now) => Change(lease, isWork: true,
        Requeued, ("@reason", reason), ("@exitCode", ExitCodes.Stopped), ("@now", now.ToLedger()));

    /// <summary>Gives back everything that an owner holds.</summary>
    public void ReleaseAll(string owner, DateTimeOffset now) => ledger.Write(transaction => transaction.Execute(
        $"UPDATE jobs SET {Requeued}, changed = @changed WHERE token IS NOT NULL AND owner = @owner",
        ("@reason", "The session that ran it has ended."), ("@exitCode", ExitCodes.Stopped), ("@now", now.ToLedger()),
        ("@changed", transaction.NextChange()), ("@owner", owner)));

    /// <summary>Makes a dead session's lease one's own, so that nobody else cleans up after it at the same time.</summary>
    /// <returns>The lease under its new token, or null where somebody was faster.</returns>
    public Lease? TakeOver(Lease lease, string owner, DateTimeOffset until)
    {
        var taken = lease with { Token = Guid.NewGuid().ToString("N") };
        return Change(lease, isWork: false, "token = @newToken, owner = @owner, lease_until = @until",
            ("@newToken", taken.Token), ("@owner", owner), ("@until", until.ToLedger())) ? taken : null;
    }

    /// <summary>Says that an owner is alive.</summary>
    public void Heartbeat(string owner, DateTimeOffset until) => ledger.Write(transaction => transaction.Execute(
        "UPDATE jobs SET lease_until = @until WHERE token IS NOT NULL AND owner = @owner", ("@until", until.ToLedger()),
        ("@owner", owner)));

    /// <summary>All leases of an environment that are not one's own.</summary>
    public IReadOnlyList<AbandonedLease> ReadOthers(string environment, string owner) => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            $"SELECT {LeaseColumns} FROM jobs j JOIN runs r ON r.id = j.run "
            + "WHERE j.token IS NOT NULL AND r.environment = @environment AND j.owner <> @owner",
            ("@environment", environment), ("@owner", owner));
        using var rows = command.ExecuteReader();
        var leases = new List<AbandonedLease>();
        while (rows.Read())
        {
            leases.Add(new AbandonedLease(
                ReadLease(rows), rows.GetString(10), DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(11)), rows.TextOrNull(12)));
        }

        return leases;
    });

    /// <summary>The tokens of the leases that an owner still holds, each with why somebody wants the job stopped, or null.</summary>
    public IReadOnlyDictionary<string, string?> ReadHeld(string owner) => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            "SELECT token, stop_reason FROM jobs WHERE token IS NOT NULL AND owner = @owner", ("@owner", owner));
        using var rows = command.ExecuteReader();
        var held = new Dictionary<string, string?>(StringComparer.Ordinal);
        while (rows.Read()) held[rows.GetString(0)] = rows.TextOrNull(1);
        return held;
    });

    /// <summary>A waiting job that could not start even with everything free, or null.</summary>
    public JobReference? FindTooLarge(string environment, double vcpu, long memoryMiB) => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            $"SELECT {LeaseColumns} FROM runs r JOIN jobs j ON j.run = r.id WHERE r.environment = @environment "
            + "AND j.status IN ('SUBMITTED', 'RUNNABLE') AND (j.vcpu > @vcpu OR j.memory > @memory) LIMIT 1",
            ("@environment", environment), ("@vcpu", vcpu), ("@memory", memoryMiB));
        using var row = command.ExecuteReader();
        return row.Read() ? ReadLease(row).Job : null;
    });

    /// <summary>Lets jobs start that were submitted without being started.</summary>
    public void Enqueue(IEnumerable<JobReference> jobs) => ForEach(jobs,
        "UPDATE jobs SET status = 'RUNNABLE', changed = @changed WHERE status = 'SUBMITTED' AND run = @run AND position = @position");

    /// <summary>Ends jobs that wait, and asks whoever runs the others to stop them.</summary>
    /// <returns>Those that waited.</returns>
    public IReadOnlyList<JobReference> Stop(IEnumerable<JobReference> jobs, string reason, DateTimeOffset now) => ForEach(jobs,
        """
        UPDATE jobs SET stop_reason = @reason, changed = @changed,
            status = iif(token IS NULL, 'FAILED', status), outcome = iif(token IS NULL, 'Stopped', outcome),
            exit_code = iif(token IS NULL, @exitCode, exit_code), reason = iif(token IS NULL, @reason, reason),
            stopped = iif(token IS NULL, @now, stopped)
        WHERE status NOT IN ('SUCCEEDED', 'FAILED') AND run = @run AND position = @position RETURNING token IS NULL
        """,
        ("@reason", reason), ("@exitCode", ExitCodes.Stopped), ("@now", now.ToLedger()));

    private static (double VCpu, long MemoryMiB) ReadUse(LedgerTransaction transaction, string environment)
    {
        // An environment limits its processors; a machine's memory is one for all environments. A job that runs without a process
        // publishes.
        using var command = transaction.Command(
            "SELECT coalesce(sum(iif(r.environment = @environment, j.vcpu, 0.0)), 0.0), coalesce(sum(j.memory), 0) "
            + "FROM jobs j JOIN runs r ON r.id = j.run "
            + "WHERE j.token IS NOT NULL AND NOT (j.status = 'RUNNING' AND j.process IS NULL) "
            + "AND (r.environment = @environment OR substr(j.owner, 1, instr(j.owner, '|') - 1) = @machine)",
            ("@environment", environment), ("@machine", Environment.MachineName));
        using var row = command.ExecuteReader();
        row.Read();
        return (row.GetDouble(0), row.GetInt64(1));
    }

    private static Lease? FindRunnable(
        LedgerTransaction transaction, string environment, double vcpu, long memoryMiB, DateTimeOffset now)
    {
        // A time further away than any backoff was written by a clock that has since been put back.
        using var command = transaction.Command(
            $"SELECT {LeaseColumns} FROM runs r JOIN jobs j ON j.run = r.id WHERE r.environment = @environment AND j.status = 'RUNNABLE' "
            + "AND j.vcpu <= @vcpu AND j.memory <= @memory AND (j.not_before <= @now OR j.not_before > @now + @longest) "
            + "ORDER BY r.id, j.memory DESC, j.position LIMIT 1",
            ("@environment", environment), ("@vcpu", vcpu), ("@memory", memoryMiB), ("@now", now.ToLedger()),
            ("@longest", (long)RetryDelay.Longest.TotalMilliseconds));
        using var row = command.ExecuteReader();
        return row.Read() ? ReadLease(row) : null;
    }

    private static Lease ReadLease(SqliteDataReader row) => new(
        new JobReference(row.GetString(0), row.GetString(1), row.GetInt32(2)), row.GetInt64(3), row.GetInt32(4), row.GetInt32(5),
        row.GetDouble(6), row.GetInt32(7), row.TextOrNull(8) ?? "", row.TextOrNull(9) ?? "");

    private bool Exists(string environment, string condition) => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            $"SELECT 1 FROM runs r JOIN jobs j ON j.run = r.id WHERE r.environment = @environment AND {condition} LIMIT 1",
            ("@environment", environment));
        return command.ExecuteScalar() is not null;
    });

    private bool Change(
        Lease lease, bool isWork, string assignments, params (string Name, object? Value)[] values) => ledger.Write(transaction =>
        transaction.Execute(
            $"UPDATE jobs SET {assignments}, changed = @changed WHERE run = @run AND position = @position AND token = @token",
            [.. values, ("@changed", transaction.NextChange(isWork)), ("@run", lease.Run), ("@position", lease.Job.Index),
                ("@token", lease.Token)])) > 0;

    /// <summary>Changes jobs by a statement.</summary>
    /// <returns>Those for which it returned true.</returns>
    private IReadOnlyList<JobReference> ForEach(
        IEnumerable<JobReference> jobs, string sql, params (string Name, object? Value)[] values) => ledger.Write(transaction =>
    {
        var matched = new List<JobReference>();
        var changed = transaction.NextChange();
        var runs = new Dictionary<(string, string), long?>();
        foreach (var job in jobs)
        {
            if (!runs.TryGetValue((job.Environment, job.Run), out var run))
            {
                using var find = transaction.Command(
                    "SELECT id FROM runs WHERE environment = @environment AND name = @run", ("@environment", job.Environment),
                    ("@run", job.Run));
                runs[(job.Environment, job.Run)] = run = (long?)find.ExecuteScalar();
            }

            if (run is null) continue;
            using var command = transaction.Command(sql, [.. values, ("@changed", changed), ("@run", run), ("@position", job.Index)]);
            if (command.ExecuteScalar() is 1L) matched.Add(job);
        }

        return (IReadOnlyList<JobReference>)matched;
    });
}
