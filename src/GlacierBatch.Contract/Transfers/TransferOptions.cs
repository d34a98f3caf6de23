namespace GlacierBatch.Contract.Transfers;

/// <summary>How an engine moves files. The defaults suit a machine of two cores and a line of 10 Gbit/s.</summary>
public sealed record TransferOptions
{
    /// <summary>How much of all files together is in memory at a time, in bytes: 32 MiB.</summary>
    public long BytesInFlight { get; init; } = 32 << 20;

    /// <summary>How many files are on their way at a time, as long as their bytes fit: 32.</summary>
    public int Connections { get; init; } = 32;

    /// <summary>Larger files go in parts of this size, several at a time, in bytes: 8 MiB. At least 5 MiB, which S3 asks for.</summary>
    public int PartBytes { get; init; } = 8 << 20;

    /// <summary>Files up to this size go by one request, in bytes: 16 MiB.</summary>
    public int WholeBytes { get; init; } = 16 << 20;

    /// <summary>Paces waits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
