using FsCheck.Xunit;
using GlacierBatch.Core;
using Xunit;

namespace GlacierBatch.Tests;

/// <summary>What a message quotes is one short line that no terminal obeys.</summary>
public sealed class MessageTextTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("Grönland 北 \U0001F9CA", "Grönland 北 \U0001F9CA")]
    [InlineData("a\r\n\tb\0\u001b[2J", "a\uFFFD\uFFFD\uFFFDb\uFFFD\uFFFD[2J")]
    [InlineData("\u202eabc\u200b\u2028", "\uFFFDabc\uFFFD\uFFFD")]
    public void What_a_terminal_would_obey_is_replaced_and_the_rest_stays(string? text, string expected) =>
        Assert.Equal(expected, MessageText.Of(text));

    [Fact]
    public void A_long_value_loses_its_end_and_a_long_path_its_beginning()
    {
        Assert.Equal(new string('x', 80) + "...", MessageText.Of(new string('x', 81)));
        Assert.Equal("..." + new string('x', 230) + "/last.gpkg", MessageText.OfPath("/first" + new string('x', 400) + "/last.gpkg"));
    }

    [Property]
    public void Any_text_becomes_one_short_line(string? text)
    {
        var shown = MessageText.Of(string.Concat(Enumerable.Repeat(text, 9)), 40);

        Assert.True(shown.Length <= 43);
        Assert.DoesNotContain(shown, char.IsControl);
    }
}
