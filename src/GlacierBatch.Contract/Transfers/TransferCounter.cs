namespace GlacierBatch.Contract.Transfers;

/// <summary>Adds up what many transfers do at the same time, and tells of it in order.</summary>
internal sealed class TransferCounter(IProgress<TransferProgress>? progress)
{
    private readonly Lock _gate = new();
    private int _files;
    private long _bytes;

    /// <summary>More bytes were read; less where a piece must be read again.</summary>
    public void AddBytes(long count)
    {
        if (progress is null || count == 0) return;
        lock (_gate)
        {
            _bytes += count;
            progress.Report(new TransferProgress(_files, _bytes));
        }
    }

    /// <summary>A file has arrived.</summary>
    public void AddFile()
    {
        if (progress is null) return;
        lock (_gate)
        {
            _files++;
            progress.Report(new TransferProgress(_files, _bytes));
        }
    }
}
