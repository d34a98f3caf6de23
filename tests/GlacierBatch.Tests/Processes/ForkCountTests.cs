using System.Runtime.Versioning;
using GlacierBatch.Contract.Processes.Linux;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GlacierBatch.Tests.Processes;

/// <summary>Which processes may have been started since a moment. One that was, is never left out.</summary>
[SupportedOSPlatform("linux")]
public sealed class ForkCountTests(PythonScripts scripts) : IClassFixture<PythonScripts>
{
    [Theory]
    [InlineData(100, 0, 200, 100, 101, true)]
    [InlineData(100, 0, 200, 100, 200, true)]
    [InlineData(100, 0, 200, 100, 100, false)]
    [InlineData(100, 0, 200, 100, 201, false)]
    [InlineData(100, 0, 100, 0, 100, false)]
    [InlineData(32_000, 0, 400, 1_200, 32_001, true)]
    [InlineData(32_000, 0, 400, 1_200, 400, true)]
    [InlineData(32_000, 0, 400, 1_200, 401, false)]
    [InlineData(100, 0, 200, 9_000_000, 50, true)]
    public void Ids_are_given_in_turn_and_begin_anew(int last, long total, int lastNow, long totalNow, int id, bool may) =>
        Assert.Equal(may, new ForkCount(last, total).MayBeSince(id, new ForkCount(lastNow, totalNow)));

    [Fact]
    public async Task The_kernel_tells_what_is_started_next()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("It is Linux that counts so.");
        var before = Assert.NotNull(ForkCount.Read());
        var (_, lines) = await PythonScripts.RunAsync(scripts.LinuxRequest("import os; print(os.getpid())"), new FakeTimeProvider());
        var now = Assert.NotNull(ForkCount.Read());
        Assert.True(before.MayBeSince(int.Parse(Assert.Single(lines).Text, null), now));
        Assert.True(now.Total > before.Total);
    }
}
