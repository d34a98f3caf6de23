using System.Globalization;
using System.Runtime.Versioning;

namespace GlacierBatch.Contract.Processes.Linux;

/// <summary>Turns the kernel's ticks since boot into times, by the boot time that the kernel itself gives to everybody.</summary>
[SupportedOSPlatform("linux")]
internal static class BootClock
{
    private static readonly long TicksPerSecond = Math.Max(1, Libc.Configuration(Libc.ConfigClockTicks));

    internal static DateTimeOffset ToTime(long startTicks) =>
        DateTimeOffset.FromUnixTimeSeconds(ReadBootSeconds()).AddTicks(startTicks * (TimeSpan.TicksPerSecond / TicksPerSecond));

    /// <summary>Read each time: the kernel moves it when the clock is set.</summary>
    private static long ReadBootSeconds()
    {
        foreach (var line in File.ReadLines("/proc/stat"))
        {
            if (line.StartsWith("btime ", StringComparison.Ordinal)) return long.Parse(line.AsSpan(6), CultureInfo.InvariantCulture);
        }

        throw new IOException("/proc/stat has no boot time ('btime'), so processes cannot be told apart here.");
    }
}
