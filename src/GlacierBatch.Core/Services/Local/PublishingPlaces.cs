namespace GlacierBatch.Core.Services.Local;

/// <summary>
/// How many attempts of a session may publish beside the scripts that run. While one waits for the disk or the bucket, the next script
/// has its processor.
/// </summary>
internal sealed class PublishingPlaces
{
    /// <summary>Enough that a processor never waits for a disk, and few enough that what is published is soon done.</summary>
    private const int Places = 4;

    private int _taken;

    /// <summary>Takes a place, if there is one.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= Places) return true;
        GiveBack();
        return false;
    }

    /// <summary>Gives one back.</summary>
    public void GiveBack() => Interlocked.Decrement(ref _taken);
}
