using Microsoft.Extensions.Time.Testing;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>A clock that moves only once somebody waits for it, so that no test depends on who is quicker.</summary>
internal sealed class StepTime : FakeTimeProvider
{
    private readonly SemaphoreSlim _waits = new(0);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Release();
        return timer;
    }

    /// <summary>Waits until the work waits again, or has ended, and moves the clock.</summary>
    internal async Task StepAsync(TimeSpan step, Task work)
    {
        await Task.WhenAny(_waits.WaitAsync(), work);
        Advance(step);
    }
}
