using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using GlacierBatch.Contract.Processes.Linux;

namespace GlacierBatch.Contract.Processes;

/// <summary>
/// Which process, for good: ids are used again, an id with its start is not. Every process of a machine reads the same identity,
/// whatever becomes of the clock meanwhile.
/// </summary>
/// <param name="Id">The process id.</param>
/// <param name="Start">
/// When it started, as the kernel counts, and only good for comparing: on Linux the boot's id and the clock ticks since then,
/// elsewhere the start time (UTC).
/// </param>
public sealed record ProcessIdentity(int Id, string Start)
{
    /// <summary>This process.</summary>
    public static ProcessIdentity Current =>
        Find(Environment.ProcessId) ?? throw new IOException("The start of this process cannot be read.");

    /// <summary>The process that has an id now; null where none has, or where it has ended and only waits to be reaped.</summary>
    public static ProcessIdentity? Find(int pid)
    {
        if (pid <= 0) return null;
        if (OperatingSystem.IsLinux())
        {
            return ProcStat.TryRead(pid, out var stat) && !stat.HasEnded ? Of(pid, stat.StartTicks) : null;
        }

        try
        {
            using var process = Process.GetProcessById(pid);
            return process.HasExited ? null : Of(process);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // Not running, ended while we looked, or not ours to look at.
            return null;
        }
    }

    /// <summary>Whether this very process is still running; one that waits to be reaped is not.</summary>
    public bool IsAlive() => Find(Id) == this;

    /// <summary>The identity as text; for <see cref="Parse"/>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}@{Start}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static ProcessIdentity Parse(string text)
    {
        var at = text.IndexOf('@');
        if (at > 0 && at < text.Length - 1 && int.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return new ProcessIdentity(id, text[(at + 1)..]);
        }

        throw new FormatException($"'{text}' is not a process identity: a process id, '@' and its start are expected.");
    }

    /// <summary>The identity of a process whose start the kernel has told.</summary>
    [SupportedOSPlatform("linux")]
    internal static ProcessIdentity Of(int pid, long startTicks) =>
        new(pid, string.Create(CultureInfo.InvariantCulture, $"{BootIdentity.Current}-{startTicks}"));

    /// <summary>The identity of a process of a platform whose start times stand still.</summary>
    internal static ProcessIdentity Of(Process process) =>
        new(process.Id, process.StartTime.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
}
