using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using GlacierBatch.Contract.Processes.Linux;

namespace GlacierBatch.Contract.Processes;

/// <summary>
/// Which process, for good: ids are used again, an id with a start time is not. Every process of a machine reads the same identity.
/// </summary>
/// <param name="Id">The process id.</param>
/// <param name="StartTime">
/// The start time, UTC. On Linux it is the kernel's own boot time in whole seconds plus the kernel's start tick (10 ms), which, unlike
/// <see cref="Process.StartTime"/>, is the same for every reader until somebody sets the clock.
/// </param>
public sealed record ProcessIdentity(int Id, DateTimeOffset StartTime)
{
    /// <summary>What a small correction of the clock may move start times by; no id is used again within it.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>This process.</summary>
    public static ProcessIdentity Current =>
        Find(System.Environment.ProcessId) ?? throw new IOException("The start time of this process cannot be read.");

    /// <summary>The process that has an id now; null where none has, or where it has ended and only waits to be reaped.</summary>
    public static ProcessIdentity? Find(int pid)
    {
        if (pid <= 0) return null;
        if (OperatingSystem.IsLinux())
        {
            if (!ProcStat.TryRead(pid, out var stat) || stat.HasEnded) return null;
            return new ProcessIdentity(pid, BootClock.ToTime(stat.StartTicks));
        }

        try
        {
            using var process = Process.GetProcessById(pid);
            return process.HasExited ? null : new ProcessIdentity(pid, new DateTimeOffset(process.StartTime.ToUniversalTime()));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // Not running, ended while we looked, or not ours to look at.
            return null;
        }
    }

    /// <summary>Whether this very process is still running; one that waits to be reaped is not.</summary>
    public bool IsAlive() => Find(Id) is { } now && (now.StartTime - StartTime).Duration() <= Tolerance;

    /// <summary>The identity as text, for instance <c>4711@2025-08-01T12:00:00.1200000+00:00</c>; for <see cref="Parse"/>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}@{StartTime.ToUniversalTime():O}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static ProcessIdentity Parse(string text) =>
        TryParse(text, out var identity)
            ? identity
            : throw new FormatException($"'{text}' is not a process identity: a process id, '@' and a start time are expected.");

    /// <summary>Reads what <see cref="ToString"/> wrote; false where it is something else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ProcessIdentity? identity)
    {
        identity = null;
        var at = text?.IndexOf('@') ?? -1;
        if (text is null || at < 0) return false;
        if (!int.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return false;
        var rest = text.AsSpan(at + 1);
        if (!DateTimeOffset.TryParseExact(rest, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var start)) return false;
        identity = new ProcessIdentity(id, start);
        return true;
    }
}
