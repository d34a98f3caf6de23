using System.Diagnostics;
using Xunit;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>A named pipe, in which nobody writes and from which nobody reads.</summary>
internal static class PipeFile
{
    /// <summary>Makes one in the place of whatever is there.</summary>
    public static async Task MakeAsync(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such pipes on Windows");
        File.Delete(path);
        using var process = Process.Start(new ProcessStartInfo("mkfifo", [path]));
        Assert.NotNull(process);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
