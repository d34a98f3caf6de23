using System.Diagnostics;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Objects;

/// <summary>A folder whose disk is full, which is a real one: nothing is half written.</summary>
public sealed class FileObjectDiskFullTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _disk;

    public FileObjectDiskFullTests()
    {
        _disk = _folder.File("disk");
        Directory.CreateDirectory(_disk);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_is_one_sentence_and_leaves_nothing_of_the_object()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root on Linux can mount a small disk");
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", _disk) == 0, "a tmpfs cannot be mounted here");
        try
        {
            var store = new FileObjectStore(_disk);
            await store.PutTextAsync("a", "old");
            var e = await Assert.ThrowsAnyAsync<IOException>(() => store.PutAsync("a", new MemoryStream(new byte[2 << 20])));
            Assert.Equal(
                $"The object 'a' could not be written to the folder '{_disk}': the disk is full; free some space and try again.",
                e.Message);
            Assert.ThrowsAny<IOException>(() => store.TryPutAsync("b", new byte[2 << 20], PutCondition.Absent).GetAwaiter().GetResult());
            Assert.Empty(Directory.GetFiles(Path.Combine(_disk, ".glacierbatch/temp")));
            Assert.Equal("old", await store.GetTextAsync("a"));
            Assert.Equal(["a"], await store.KeysAsync());

            await store.PutAsync("b", new MemoryStream(new byte[1 << 19]));
            Assert.Equal(1 << 19, (await store.FindAsync("b"))?.Size);
        }
        finally
        {
            Assert.Equal(0, await RunAsync("umount", _disk));
        }
    }

    private static async Task<int> RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true });
        Assert.NotNull(process);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
