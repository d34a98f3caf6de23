using GlacierBatch.PowerShell;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>What asynchronous work writes comes to the pipeline's thread, whenever the work ends.</summary>
public sealed class PipelinePumpTests
{
    [Fact]
    public void What_was_posted_by_work_that_has_ended_already_is_done()
    {
        var pump = new PipelinePump();
        var written = new List<int>();
        var work = PostFromElsewhere(pump, written);
        Assert.Empty(written);

        pump.Run(work, CancellationToken.None);

        Assert.Equal([1, 2, 3], written);
    }

    [Fact]
    public void What_was_posted_before_a_fault_is_done_before_the_fault_is_told()
    {
        var pump = new PipelinePump();
        var written = new List<int>();
        PostFromElsewhere(pump, written);

        Assert.Throws<IOException>(() => pump.Run(Task.FromException(new IOException("full")), CancellationToken.None));

        Assert.Equal([1, 2, 3], written);
    }

    private static Task PostFromElsewhere(PipelinePump pump, List<int> written)
    {
        var thread = new Thread(() =>
        {
            for (var i = 1; i <= 3; i++)
            {
                var number = i;
                pump.Post(() => written.Add(number));
            }
        });
        thread.Start();
        thread.Join();
        return Task.CompletedTask;
    }
}
