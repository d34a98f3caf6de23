using System.Text;
using GlacierBatch.Contract.Running;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Running;

/// <summary>Logs whose writer was cut off, or writes much at once.</summary>
public sealed class LogFileFollowerTests
{
    [Theory]
    [InlineData("x", 40_000)]
    [InlineData("x", 32 * 1024)]
    [InlineData("é", 20_000)]
    public async Task A_character_that_was_cut_and_a_burst_after_it_are_handed_on(string character, int count)
    {
        using var folder = new TemporaryFolder();
        using var ended = new CancellationTokenSource(Eventually.Limit);
        var path = folder.File("script.log");
        var burst = string.Concat(Enumerable.Repeat(character, count));
        // Three of the four bytes of a character: the decoder keeps them until the next read.
        await File.WriteAllBytesAsync(path, [.. "begun\n"u8, 0xF0, 0x9F, 0x98]);
        var lines = new List<string>();
        var follower = new LogFileFollower(path, line =>
        {
            lines.Add(line);
            if (lines.Count == 1) File.AppendAllText(path, burst + "\n", new UTF8Encoding(false));
            else ended.Cancel();
        }, TimeProvider.System);

        await follower.FollowAsync(ended.Token);

        Assert.Equal(["begun", "\uFFFD" + burst], lines);
    }
}
