using System.Buffers.Text;
using System.Runtime.Versioning;

namespace GlacierBatch.Contract.Processes.Linux;

/// <summary>
/// How far the kernel had come with giving out process ids. It gives them in turn: what was started after a moment is found among
/// the few ids given since, and not by a look at each process of a machine that may have thousands.
/// </summary>
/// <param name="LastId">The id that was given last.</param>
/// <param name="Total">How many processes and threads were started since boot.</param>
[SupportedOSPlatform("linux")]
internal readonly record struct ForkCount(int LastId, long Total)
{
    private static readonly Lazy<long> Limit = new(() => ReadNumber("/proc/sys/kernel/pid_max\0"u8, []));

    /// <summary>As it is now; null where the kernel does not tell.</summary>
    internal static ForkCount? Read()
    {
        Span<byte> buffer = stackalloc byte[128];
        var length = ProcFile.Read("/proc/loadavg\0"u8, buffer);
        if (length <= 0) return null;
        var text = buffer[..length].TrimEnd("\n"u8);
        if (!Utf8Parser.TryParse(text[(text.LastIndexOf((byte)' ') + 1)..], out int last, out _) || last <= 0) return null;
        return ReadNumber("/proc/stat\0"u8, "\nprocesses "u8) is > 0 and var total ? new ForkCount(last, total) : null;
    }

    /// <summary>Whether a process may have been started since, as far as this moment and a later one tell.</summary>
    internal bool MayBeSince(int id, ForkCount now)
    {
        // Ids begin anew at the limit; after half a round it is not told any more which were given before, and which after.
        if (now.Total - Total > Limit.Value / 2) return true;
        return LastId <= now.LastId ? id > LastId && id <= now.LastId : id > LastId || id <= now.LastId;
    }

    /// <summary>The number behind a name, or at the start; 0 where there is none.</summary>
    private static long ReadNumber(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name)
    {
        var text = ProcFile.ReadAll(path).AsSpan();
        var at = text.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(text[(at + name.Length)..], out long number, out _) ? number : 0;
    }
}
