using System.Management.Automation;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>Save-GlacierOutput into places that cannot be written: one sentence about the folder, and none about the output.</summary>
public sealed class SaveFaultTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public SaveFaultTests()
    {
        _session.MakeEnvironment();
        _session.Run("""
            $job = Submit-GlacierJob 134_Arsuk -Satellite sentinel2 -StartDate 2025-08-01 -EndDate 2025-08-06 -MemoryMiB 256 `
                -Environment $name -RunName done | Wait-GlacierJob
            """);
    }

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("file")]
    [InlineData("file/below/it")]
    public void A_file_in_the_way_is_named(string path)
    {
        File.WriteAllText(Path.Combine(_session.Folder, "file"), "mine");

        Refused($"$folder/{path}", $"{Path.Combine(_session.Folder, "file")} is a file, and a folder is wanted there.");

        Assert.Equal("mine", File.ReadAllText(Path.Combine(_session.Folder, "file")));
    }

    [Fact]
    public void A_folder_whose_parent_makes_none_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's");
        Refused("/proc/nowhere/outputs", "no folder can be made in /proc.");
    }

    [Fact]
    public async Task A_disk_that_may_only_be_read_is_said()
    {
        await using var disk = await SmallDisk.MountAsync(Path.Combine(_session.Folder, "disk"), readOnly: true);
        Refused("$folder/disk", "Read-only file system");
        Refused("$folder/disk/new", "Read-only file system");
    }

    [Fact]
    public async Task A_disk_that_fills_is_said_and_with_room_the_same_command_goes_on()
    {
        await using var disk = await SmallDisk.MountAsync(Path.Combine(_session.Folder, "disk"), kibibytes: 16);
        Refused("$folder/disk/outputs", "the disk is full; free some space and try again.");

        await disk.ResizeAsync(16_384);
        var saved = _session.Run("$job | Save-GlacierOutput -Path $folder/disk/outputs");

        Assert.All(saved, file => Assert.True(File.Exists(file.Text("Path"))));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(Path.Combine(_session.Folder, "disk"), "*", SearchOption.AllDirectories),
            path => !saved.Texts("Path").Contains(path));
    }

    [Theory]
    [InlineData("[ab]*?")]
    [InlineData("-rf $(x); 'größer' \"&\" `")]
    [InlineData("..dots.. ")]
    public void A_strange_name_is_a_name(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Windows has no such names");
        _session.Set("strange", name);

        var saved = _session.Run("$job | Save-GlacierOutput -Path \"$folder/$strange\"");

        Assert.All(saved, file => Assert.StartsWith(Path.Combine(_session.Folder, name), file.Text("Path"), StringComparison.Ordinal));
        Assert.All(saved, file => Assert.True(File.Exists(file.Text("Path"))));
    }

    [Fact]
    public void A_name_that_no_disk_takes_is_refused_before_anything_is_written()
    {
        var before = Directory.GetFileSystemEntries(_session.Folder);

        Refused("$folder/$('x' * 300)", "a name is longer than a disk takes.");
        _session.Fail("$job | Save-GlacierOutput -Path \"$folder/a`0b\"").Is("PathUnusable", ErrorCategory.InvalidArgument);
        _session.Fail("$job | Save-GlacierOutput -Path Env:/x").Is("PathUnusable", ErrorCategory.InvalidArgument, "Env:");
        Assert.NotEmpty(_session.Try("$job | Save-GlacierOutput -Path ''").Errors);
        Assert.NotEmpty(_session.Try("$job | Save-GlacierOutput -Path nowhere:/x").Errors);

        Assert.Equal(before, Directory.GetFileSystemEntries(_session.Folder));
    }

    private void Refused(string path, string reason)
    {
        var error = _session.Fail($"$job | Save-GlacierOutput -Path \"{path}\"");
        error.Is("FolderNotWritable", ErrorCategory.ResourceUnavailable, reason);
        Assert.Contains("could not be saved in", error.Exception.Message, StringComparison.Ordinal);
    }
}
