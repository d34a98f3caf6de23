using System.Buffers.Text;
using System.Runtime.Versioning;

namespace GlacierBatch.Contract.Processes.Linux;

/// <summary>What /proc/ID/stat says of a process.</summary>
/// <param name="Key">Which process.</param>
/// <param name="State">The state's letter.</param>
/// <param name="ParentId">The parent's id.</param>
[SupportedOSPlatform("linux")]
internal readonly record struct ProcStat(ProcessKey Key, char State, int ParentId)
{
    /// <summary>Fields behind the command's name, counted from 0: the state, the parent, and the start.</summary>
    private const int StartField = 19;

    /// <summary>Its own time in user and kernel mode, and that of the children that it has reaped.</summary>
    private const int FirstTimeField = 11;
    private const int LastTimeField = 14;

    /// <summary>What /proc counts in, whatever the kernel's own clock: USER_HZ is 100 on all of .NET's platforms.</summary>
    private const int MillisecondsPerTick = 10;

    /// <summary>When it started, in clock ticks since boot.</summary>
    internal long StartTicks => Key.StartTicks;

    /// <summary>Whether it has ended and only waits to be reaped.</summary>
    internal bool HasEnded => State is 'Z' or 'X' or 'x';

    internal static bool TryRead(int pid, out ProcStat stat)
    {
        stat = default;
        Span<byte> buffer = stackalloc byte[1024];
        var length = ProcFile.Read(pid, "stat", buffer);
        if (length <= 0) return false;

        // The command's name may hold anything, a closing bracket too: the fields begin behind the last one.
        var text = (ReadOnlySpan<byte>)buffer[..length];
        var close = text.LastIndexOf((byte)')');
        if (close < 0 || close + 2 >= length) return false;
        text = text[(close + 2)..];

        var state = (char)text[0];
        var parent = 0;
        var field = 0;
        foreach (var range in text.Split((byte)' '))
        {
            if (field == 1 && !Utf8Parser.TryParse(text[range], out parent, out _)) return false;
            if (field == StartField)
            {
                if (!Utf8Parser.TryParse(text[range], out long ticks, out _)) return false;
                stat = new ProcStat(new ProcessKey(pid, ticks), state, parent);
                return true;
            }

            field++;
        }

        return false;
    }

    /// <summary>The processor time of a process and of the children that it has reaped; zero where it has ended.</summary>
    internal static TimeSpan ReadProcessorTime(int pid)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var length = ProcFile.Read(pid, "stat", buffer);
        var text = length > 0 ? (ReadOnlySpan<byte>)buffer[..length] : [];
        var close = text.LastIndexOf((byte)')');
        if (close < 0 || close + 2 >= length) return TimeSpan.Zero;
        text = text[(close + 2)..];
        var (field, ticks) = (0, 0L);
        foreach (var range in text.Split((byte)' '))
        {
            if (field is >= FirstTimeField and <= LastTimeField && Utf8Parser.TryParse(text[range], out long more, out _)) ticks += more;
            field++;
        }

        return TimeSpan.FromMilliseconds(ticks * MillisecondsPerTick);
    }
}
