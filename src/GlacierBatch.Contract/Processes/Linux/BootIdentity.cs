using System.Runtime.Versioning;

namespace GlacierBatch.Contract.Processes.Linux;

/// <summary>Names the machine's current boot, since ticks are counted from it.</summary>
[SupportedOSPlatform("linux")]
internal static class BootIdentity
{
    private static readonly Lazy<string> Boot = new(Read);

    /// <summary>The kernel's id of this boot, or a constant where it tells none.</summary>
    public static string Current => Boot.Value;

    private static string Read()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "boot"; // Some sandboxes hide it; ticks alone are then told apart.
        }
    }
}
