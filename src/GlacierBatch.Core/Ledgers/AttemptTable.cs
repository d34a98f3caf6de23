using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Ledgers;

/// <summary>What services say of each attempt, as they say it.</summary>
internal sealed class AttemptTable(Ledger ledger)
{
    /// <summary>The attempts of a job in their order; none where the service was not asked yet, or tells none.</summary>
    public IReadOnlyList<AttemptRow> Read(JobReference job) => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            """
            SELECT a.attempt, a.status_reason, a.reason, a.exit_code, a.log_stream, a.started, a.stopped
            FROM runs r JOIN attempts a ON a.run = r.id
            WHERE r.environment = @environment AND r.name = @run AND a.position = @position ORDER BY a.attempt
            """,
            ("@environment", job.Environment), ("@run", job.Run), ("@position", job.Index));
        using var rows = command.ExecuteReader();
        var attempts = new List<AttemptRow>();
        while (rows.Read())
        {
            attempts.Add(new AttemptRow(
                rows.GetInt32(0), rows.TextOrNull(1), rows.TextOrNull(2), (int?)rows.NumberOrNull(3), rows.TextOrNull(4),
                rows.TimeOrNull(5), rows.TimeOrNull(6)));
        }

        return attempts;
    });

    /// <summary>The attempts of all jobs of a run, by the jobs' positions.</summary>
    public ILookup<int, AttemptRow> ReadRun(string environment, string run) => ledger.Read(connection =>
    {
        using var command = connection.Prepare(
            """
            SELECT a.position, a.attempt, a.status_reason, a.reason, a.exit_code, a.log_stream, a.started, a.stopped
            FROM runs r JOIN attempts a ON a.run = r.id
            WHERE r.environment = @environment AND r.name = @run ORDER BY a.position, a.attempt
            """,
            ("@environment", environment), ("@run", run));
        using var rows = command.ExecuteReader();
        var attempts = new List<(int Position, AttemptRow Row)>();
        while (rows.Read())
        {
            attempts.Add((rows.GetInt32(0), new AttemptRow(
                rows.GetInt32(1), rows.TextOrNull(2), rows.TextOrNull(3), (int?)rows.NumberOrNull(4), rows.TextOrNull(5),
                rows.TimeOrNull(6), rows.TimeOrNull(7))));
        }

        return attempts.ToLookup(each => each.Position, each => each.Row);
    });
}
