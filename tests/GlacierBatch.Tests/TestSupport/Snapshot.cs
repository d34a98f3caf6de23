using System.Globalization;
using Microsoft.Data.Sqlite;
using Xunit;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>All that is kept of an environment: the files of its bucket and its rows in the ledger.</summary>
internal sealed record Snapshot(IReadOnlyList<string> Files, IReadOnlyList<string> Rows)
{
    /// <summary>Takes one.</summary>
    public static Snapshot Of(ModuleSession session) => new(
        ReadFiles(session.Bucket),
        [
            .. ReadRows("SELECT * FROM environments WHERE name = $name", session.Name),
            .. ReadRows("SELECT * FROM runs WHERE environment = $name ORDER BY id", session.Name),
            .. ReadRows("SELECT j.* FROM jobs j JOIN runs r ON r.id = j.run WHERE r.environment = $name ORDER BY r.id, j.position", session.Name),
        ]);

    /// <summary>The files below a folder with their sizes and times.</summary>
    public static IReadOnlyList<string> ReadFiles(string folder) => !Directory.Exists(folder)
        ? []
        : [.. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(file => $"{Path.GetRelativePath(folder, file.FullName)} {file.Length} {file.LastWriteTimeUtc:O}")
            .Order(StringComparer.Ordinal)];

    /// <summary>Asserts that nothing has been changed since.</summary>
    public void AssertUnchanged(ModuleSession session)
    {
        var now = Of(session);
        Assert.Equal(Files, now.Files);
        Assert.Equal(Rows, now.Rows);
    }

    private static List<string> ReadRows(string query, string name)
    {
        var ledger = Path.Combine(ModuleHome.Path, "ledger.db");
        if (!File.Exists(ledger)) return [];
        var source = new SqliteConnectionStringBuilder { DataSource = ledger, Pooling = false, Mode = SqliteOpenMode.ReadWrite };
        using var connection = new SqliteConnection(source.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = query;
        command.Parameters.AddWithValue("$name", name);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount)
                .Select(column => Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture))));
        }

        return rows;
    }
}
