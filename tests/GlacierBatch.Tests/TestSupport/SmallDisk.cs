using System.Diagnostics;
using Xunit;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>A small disk in memory over a folder, unmounted at the end; the test is skipped where none can be mounted.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>What is left on it, in bytes.</summary>
    public long FreeBytes => new DriveInfo(_folder).AvailableFreeSpace;

    /// <summary>Mounts one, with what lay in the folder if asked.</summary>
    public static async Task<SmallDisk> MountAsync(string folder, bool readOnly = false, bool copy = false, int kibibytes = 4096)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root on Linux can mount a small disk");
        Directory.CreateDirectory(folder);
        using var held = new TemporaryFolder();
        if (copy) Assert.Equal(0, await RunAsync("cp", "-a", folder + "/.", held.Path));
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k", "tmpfs", folder) == 0,
            "a tmpfs cannot be mounted here");
        var disk = new SmallDisk(folder);
        if (copy) Assert.Equal(0, await RunAsync("cp", "-a", held.Path + "/.", folder));
        if (readOnly) Assert.Equal(0, await RunAsync("mount", "-o", "remount,ro", folder));
        return disk;
    }

    /// <summary>Gives it another size.</summary>
    public async Task ResizeAsync(int kibibytes) => Assert.Equal(0, await RunAsync("mount", "-o", $"remount,size={kibibytes}k", _folder));

    public async ValueTask DisposeAsync()
    {
        // What a test left open keeps a disk busy; taken off lazily, it goes when that is closed.
        if (await RunAsync("umount", _folder) != 0) await RunAsync("umount", "--lazy", _folder);
    }

    private static async Task<int> RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true });
        Assert.NotNull(process);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
