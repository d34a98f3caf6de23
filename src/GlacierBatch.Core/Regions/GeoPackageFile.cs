using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace GlacierBatch.Core.Regions;

/// <summary>Opens a GeoPackage for reading, changes nothing in or beside it, and says in one sentence why it cannot be read.</summary>
internal static class GeoPackageFile
{
    // A program that is saving the catalogue is done long before.
    private const int BusyTimeoutSeconds = 2;

    private const int HeaderLength = 100;
    private const byte WriteAheadLog = 2;

    // Primary result codes of SQLite.
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteCorrupt = 11;
    private const int SqliteCannotOpen = 14;
    private const int SqliteNotADatabase = 26;
    private const int SqliteError = 1;

    private static ReadOnlySpan<byte> Magic => "SQLite format 3\0"u8;

    /// <summary>Reads something from a GeoPackage.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="read">What to read over the open connection.</param>
    /// <exception cref="GlacierBatchException">
    /// CatalogNotFound, CatalogNotGeoPackage, CatalogDamaged, CatalogBusy or CatalogUnreadable; or what <paramref name="read"/> throws.
    /// </exception>
    public static T Read<T>(string path, Func<SqliteConnection, T> read)
    {
        var immutable = Examine(path);
        try
        {
            using var connection = new SqliteConnection(ConnectionString(path, immutable));
            connection.Open();
            RefuseDamage(connection, path);
            return read(connection);
        }
        catch (SqliteException fault)
        {
            throw Explain(fault, path);
        }
    }

    /// <summary>The file is there, is a database and is whole, as far as its first 100 bytes tell.</summary>
    /// <returns>Whether it must be opened as immutable.</returns>
    private static bool Examine(string path)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        int length;
        long size;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            length = file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
            size = file.Length;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(path))
        {
            throw NotFound(path, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, fault);
        }

        if (length < Magic.Length || !header[..Magic.Length].SequenceEqual(Magic))
            throw NotGeoPackage(path, "it is not a SQLite database");
        if (length < HeaderLength)
            throw Damaged(path, "it ends within its header");

        var hasLog = new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };
        if (!hasLog)
            RefuseCutFile(path, header, size);

        // A database in WAL mode (QGIS leaves them so) makes -wal and -shm files even for a reader, and cannot be opened at all in a
        // read-only folder. With no log there is nothing to read but the file itself. With one, the log has newer content.
        return header[18] == WriteAheadLog && !hasLog;
    }

    private static void RefuseCutFile(string path, ReadOnlySpan<byte> header, long size)
    {
        // The number of pages holds only if the last writer knew the field: then two counters agree.
        if (!header.Slice(24, 4).SequenceEqual(header.Slice(92, 4)))
            return;
        int pageSize = BinaryPrimitives.ReadUInt16BigEndian(header[16..]);
        var expected = (pageSize == 1 ? 65536L : pageSize) * BinaryPrimitives.ReadUInt32BigEndian(header[28..]);
        if (size < expected)
            throw Damaged(path, FormattableString.Invariant($"it has {size} of its {expected} bytes"));
    }

    private static string ConnectionString(string path, bool immutable)
    {
        var slashed = OperatingSystem.IsWindows() ? "/" + path.Replace('\\', '/') : path;
        var escaped = string.Join('/', slashed.Split('/').Select(Uri.EscapeDataString));
        return new SqliteConnectionStringBuilder
        {
            DataSource = $"file://{escaped}{(immutable ? "?immutable=1" : "")}",
            Mode = SqliteOpenMode.ReadOnly,
            DefaultTimeout = BusyTimeoutSeconds,
            // A pooled connection would keep the file open after the catalogue has been read.
            Pooling = false,
        }.ToString();
    }

    // A damaged page may hide regions without an error, and a region that is not seen is not processed.
    private static void RefuseDamage(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        var answer = command.ExecuteScalar() as string;
        if (answer != "ok")
            throw Damaged(path, $"SQLite says: {MessageText.Of(answer)}");
    }

    private static GlacierBatchException Explain(SqliteException fault, string path) => fault.SqliteErrorCode switch
    {
        SqliteCorrupt or SqliteNotADatabase => Damaged(path, $"SQLite says: {MessageText.Of(fault.Message, 160)}", fault),
        SqliteBusy or SqliteLocked => new GlacierBatchException(
            ErrorKind.Busy, "CatalogBusy", $"The region catalogue '{MessageText.OfPath(path)}' is being written by another program.",
            "Close it there (QGIS, for instance) and try again, or name a copy with -Catalog.", path, fault),
        SqliteError => NotGeoPackage(path, $"SQLite says: {MessageText.Of(fault.Message, 160)}", fault),
        SqliteCannotOpen when File.Exists(path + "-wal") => new GlacierBatchException(
            ErrorKind.NotAvailable, "CatalogUnreadable",
            $"The region catalogue '{MessageText.OfPath(path)}' has unfinished changes beside it (-wal), which cannot be read there.",
            "Close the program that edits it (QGIS, for instance), or copy both files to a folder that can be written and name that copy.",
            path, fault),
        _ => Unreadable(path, fault),
    };

    private static GlacierBatchException NotFound(string path, Exception fault) => new(
        ErrorKind.NotFound, "CatalogNotFound",
        Directory.Exists(path)
            ? $"The region catalogue '{MessageText.OfPath(path)}' is a folder, not a file."
            : $"The region catalogue '{MessageText.OfPath(path)}' does not exist.",
        "Name the GeoPackage of the regions with -Catalog, or an environment whose workload carries one.", path, fault);

    /// <summary>The file is no GeoPackage.</summary>
    public static GlacierBatchException NotGeoPackage(string path, string reason, Exception? fault = null) => new(
        ErrorKind.InvalidData, "CatalogNotGeoPackage", $"The region catalogue '{MessageText.OfPath(path)}' is not a GeoPackage: {reason}.",
        "Name a GeoPackage (.gpkg) with -Catalog; other formats can be converted with ogr2ogr or QGIS.", path, fault);

    private static GlacierBatchException Damaged(string path, string reason, Exception? fault = null) => new(
        ErrorKind.InvalidData, "CatalogDamaged", $"The region catalogue '{MessageText.OfPath(path)}' is damaged: {reason}.",
        "Copy it again from where it came from, and compare the sizes.", path, fault);

    private static GlacierBatchException Unreadable(string path, Exception fault) => new(
        fault is UnauthorizedAccessException ? ErrorKind.PermissionDenied : ErrorKind.NotAvailable, "CatalogUnreadable",
        $"The region catalogue '{MessageText.OfPath(path)}' cannot be read: {MessageText.Of(fault.Message, 160)}",
        "Check the permissions of the file and of its folder, or name a copy with -Catalog.", path, fault);
}
