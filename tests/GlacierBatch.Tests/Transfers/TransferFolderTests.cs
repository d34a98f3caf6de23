using GlacierBatch.Contract.Transfers;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Transfers;

/// <summary>The folder into which several fetch at the same moment: nobody is in another one's way.</summary>
public sealed class TransferFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Home => _folder.File("home");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_can_be_read_from_the_moment_at_which_it_has_its_name(bool isLarge)
    {
        var folder = new TransferFolder(Home, TimeProvider.System);
        using var partial = isLarge ? folder.Resume("scene.tif", "a version") : folder.Create("scene.tif");
        partial.Append("whole"u8, "scene.tif");

        folder.Finish(partial, "scene.tif");

        Assert.Equal("whole", File.ReadAllText(Path.Combine(Home, "scene.tif")));
    }

    [Fact]
    public void A_large_file_that_got_no_name_is_not_left_under_one_that_nobody_takes_up()
    {
        var folder = new TransferFolder(Home, TimeProvider.System);
        Directory.CreateDirectory(Path.Combine(Home, "scene.tif"));
        using (var partial = folder.Resume("scene.tif", "a version"))
        {
            partial.Append("whole"u8, "scene.tif");
            Assert.Throws<IOException>(() => partial.MoveTo(Path.Combine(Home, "scene.tif")));
        }

        folder.RemoveIfEmpty();
        Assert.Equal(["scene.tif"], TransferFiles.NamesIn(Home));
    }

    [Fact]
    public void The_hidden_folder_is_made_again_as_often_as_others_who_are_done_remove_it()
    {
        Parallel.For(0, 4, _ =>
        {
            var folder = new TransferFolder(Home, TimeProvider.System);
            for (var time = 0; time < 2000; time++)
            {
                folder.Create("scene.tif").Dispose();
                folder.RemoveIfEmpty();
            }
        });

        Assert.Empty(TransferFiles.NamesIn(Home));
    }
}
