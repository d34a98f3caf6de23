using System.Globalization;

namespace GlacierBatch.Contract.Processes;

/// <summary>What the container that this process runs in allows of memory, and whether it has killed for it (cgroups 2 and 1).</summary>
public static class ContainerMemory
{
    /// <summary>Above this, in bytes, a number is cgroups' word for no limit.</summary>
    private const long NoLimit = 1L << 52;

    private static readonly string[] LimitFiles = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    private static readonly string[] EventFiles = ["/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"];

    /// <summary>The limit in bytes; null where there is none.</summary>
    public static long? LimitBytes => LimitFiles.Select(Read)
        .Select(text => long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : NoLimit)
        .Where(bytes => bytes < NoLimit)
        .Select(bytes => (long?)bytes)
        .FirstOrDefault();

    /// <summary>How many processes the kernel has killed for the container's limit so far; 0 where it does not say.</summary>
    public static long Kills
    {
        get
        {
            foreach (var line in EventFiles.Select(Read).SelectMany(text => (text ?? "").Split('\n')))
            {
                if (line.Split(' ') is ["oom_kill", var count]
                    && long.TryParse(count, CultureInfo.InvariantCulture, out var kills)) return kills;
            }

            return 0;
        }
    }

    private static string? Read(string path)
    {
        try
        {
            return OperatingSystem.IsLinux() && File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
