using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Enumeration;
using System.Runtime.Versioning;
using System.Text.Unicode;

namespace GlacierBatch.Contract.Processes.Linux;

/// <summary>
/// Reads files of /proc. Processes end while one looks, so a missing file is an answer and not an exception, which would cost more
/// than all the rest.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe class ProcFile
{
    /// <summary>The start of a small file of a process; -1 where it cannot be read.</summary>
    internal static int Read(int pid, string name, Span<byte> buffer)
    {
        Span<byte> path = stackalloc byte[128];
        return Utf8.TryWrite(path, CultureInfo.InvariantCulture, $"/proc/{pid}/{name}\0", out _) ? Read(path, buffer) : -1;
    }

    /// <summary>All of a file of a process; null where it cannot be read.</summary>
    internal static byte[]? ReadAll(int pid, string name)
    {
        Span<byte> path = stackalloc byte[128];
        return Utf8.TryWrite(path, CultureInfo.InvariantCulture, $"/proc/{pid}/{name}\0", out _) ? ReadAll(path) : null;
    }

    /// <summary>All of a file, by a path that ends in a zero byte; null where it cannot be read.</summary>
    internal static byte[]? ReadAll(ReadOnlySpan<byte> path)
    {
        for (var size = 16 * 1024; size <= 16 * 1024 * 1024; size *= 8)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(size);
            try
            {
                var length = Read(path, buffer);
                if (length < 0) return null;
                if (length < buffer.Length) return buffer.AsSpan(0, length).ToArray();
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        return null;
    }

    /// <summary>The number behind a name in a file of <c>Name:  123 kB</c> lines, in bytes; 0 where there is none.</summary>
    internal static long ReadKilobytes(int pid, string name, ReadOnlySpan<byte> field)
    {
        Span<byte> buffer = stackalloc byte[4096];
        var length = Read(pid, name, buffer);
        if (length <= 0) return 0;
        var text = buffer[..length];
        var at = text.IndexOf(field);
        if (at < 0) return 0;
        text = text[(at + field.Length)..].TrimStart(" \t"u8);
        return Utf8Parser.TryParse(text, out long kilobytes, out _) ? kilobytes * 1024 : 0;
    }

    /// <summary>The numbered folders in a folder: processes in /proc, threads in /proc/ID/task.</summary>
    internal static List<int> Numbers(string folder)
    {
        try
        {
            var entries = new FileSystemEnumerable<int>(
                folder, (ref FileSystemEntry entry) => int.Parse(entry.FileName, NumberStyles.None, CultureInfo.InvariantCulture))
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) => int.TryParse(
                    entry.FileName, NumberStyles.None, CultureInfo.InvariantCulture, out _),
            };
            return [.. entries];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process ended while its folder was read, or is another user's.
            return [];
        }
    }

    /// <summary>The start of a file, by a path that ends in a zero byte; -1 where it cannot be read.</summary>
    internal static int Read(ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        fixed (byte* start = path, target = buffer)
        {
            var descriptor = Libc.Open(start, Libc.ReadOnly | Libc.CloseOnExec);
            if (descriptor < 0) return -1;
            var total = 0;
            while (total < buffer.Length)
            {
                var count = (int)Libc.Read(descriptor, target + total, buffer.Length - total);
                if (count < 0 && total == 0) total = -1;
                if (count <= 0) break;
                total += count;
            }

            _ = Libc.Close(descriptor);
            return total;
        }
    }
}
