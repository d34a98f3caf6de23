using GlacierBatch.Contract.Processes;

namespace GlacierBatch.Contract.Running;

/// <summary>Deletes folders in which scripts may have done anything. Links in them are removed, and never followed.</summary>
public static class ScratchFolder
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Deletes a folder, if it is there.</summary>
    /// <returns>False where something is left.</returns>
    public static async Task<bool> TryDeleteAsync(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (DirectoryNotFoundException) when (!Directory.Exists(folder))
        {
            return true;
        }
        catch (Exception fault) when (IsExpected(fault))
        {
            // A folder that is closed to its owner, a path longer than the system takes, or a name that .NET cannot spell.
            return !OperatingSystem.IsWindows() && await RemoveAsync(folder);
        }
    }

    private static async Task<bool> RemoveAsync(string folder)
    {
        OpenUp(folder);
        try
        {
            var request = new ProcessRequest
            {
                FileName = "rm",
                Arguments = ["-rf", "--", folder],
                WorkingDirectory = "/",
                Environment = new Dictionary<string, string?>(),
                Timeout = Limit,
                GracePeriod = TimeSpan.Zero,
                Mark = Guid.NewGuid().ToString("N"),
            };
            var end = await new ProcessRunner(TimeProvider.System).RunAsync(request, _ => { }, _ => { }, CancellationToken.None);
            return end.ExitCode == 0;
        }
        catch (IOException)
        {
            return false; // Images that hold a program and nothing else have no rm.
        }
    }

    /// <summary>Gives their owner the right to folders back that a script has closed, as far as they can be reached.</summary>
    private static void OpenUp(string folder)
    {
        if (OperatingSystem.IsWindows() || new DirectoryInfo(folder).LinkTarget is not null) return;
        try
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var below in Directory.EnumerateDirectories(folder)) OpenUp(below);
        }
        catch (Exception fault) when (IsExpected(fault))
        {
            // The rest is tried all the same.
        }
    }

    /// <summary>.NET speaks of an empty path where one is longer than the system takes.</summary>
    private static bool IsExpected(Exception fault) => fault is IOException or UnauthorizedAccessException or ArgumentException;
}
