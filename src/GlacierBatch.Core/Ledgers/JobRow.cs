using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Runs;
using Microsoft.Data.Sqlite;

namespace GlacierBatch.Core.Ledgers;

/// <summary>How a job is read from its row.</summary>
internal static class JobRow
{
    /// <summary>The columns that <see cref="Read"/> wants, of <c>jobs j JOIN runs r</c>.</summary>
    public const string Columns =
        "r.environment, r.name, j.position, j.region, j.satellite, j.start_day, j.end_day, j.status, j.reason, j.outcome, j.exit_code, "
        + "j.attempts, j.vcpu, j.memory, j.created, j.started, j.stopped, j.peak, j.run, j.changed";

    private const int RunColumn = 18;
    private const int ChangedColumn = 19;

    /// <summary>The job of the current row.</summary>
    public static Job Read(SqliteDataReader row) => new(
        new JobReference(row.GetString(0), row.GetString(1), row.GetInt32(2)),
        new GlacierTask(row.GetString(3), (Satellite)row.GetInt32(4),
            new DateWindow(DateOnly.FromDayNumber(row.GetInt32(5)), DateOnly.FromDayNumber(row.GetInt32(6)))))
    {
        Status = Enum.Parse<JobStatus>(row.GetString(7)),
        StatusReason = row.TextOrNull(8),
        Outcome = row.TextOrNull(9) is { } outcome ? Enum.Parse<TaskOutcome>(outcome) : null,
        ExitCode = (int?)row.NumberOrNull(10),
        Attempts = row.GetInt32(11),
        VCpu = row.GetDouble(12),
        MemoryMiB = row.GetInt32(13),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(14)),
        StartedAt = row.TimeOrNull(15),
        StoppedAt = row.TimeOrNull(16),
        PeakMemoryBytes = row.NumberOrNull(17),
    };

    /// <summary>The row's run, by which the next page begins.</summary>
    public static long Run(SqliteDataReader row) => row.GetInt64(RunColumn);

    /// <summary>The row's stamp.</summary>
    public static long Changed(SqliteDataReader row) => row.GetInt64(ChangedColumn);
}
