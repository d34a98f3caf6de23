namespace GlacierBatch.Core.Services.Batch.Watching;

/// <summary>
/// Keeps the requests that watching a large array takes to so many a look on average: what a thorough look cost is paid off by those
/// after it, which ask for the parent's counts alone.
/// </summary>
internal sealed class CallBudget
{
    private const int CallsPerLook = 8;

    // By so many a page Batch lists and describes, and by so many S3 lists.
    private const int BatchPage = 100;
    private const int StorePage = 1000;

    private int _owed;

    /// <summary>A look begins.</summary>
    /// <returns>Whether all that was spent is paid off.</returns>
    public bool Begin()
    {
        _owed = Math.Max(0, _owed - CallsPerLook);
        return _owed == 0;
    }

    /// <summary>Objects were listed.</summary>
    public void Listed(int objects) => _owed += 1 + (objects / StorePage);

    /// <summary>Objects were read.</summary>
    public void Read(int objects) => _owed += objects;

    /// <summary>Jobs were listed or described.</summary>
    public void Asked(int jobs) => _owed += 1 + (jobs / BatchPage);
}
