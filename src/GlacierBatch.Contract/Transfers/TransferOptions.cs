using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Contract.Transfers;

/// <summary>How an engine moves files. The defaults fill a line of 1.5 Gbit/s to S3, and are small beside any script.</summary>
public sealed record TransferOptions
{
    /// <summary>How much of all files together is in memory at a time, in bytes: 16 MiB. More fills faster lines.</summary>
    public long BytesInFlight { get; init; } = 16 << 20;

    /// <summary>How many files are on their way at a time, as long as their bytes fit: 32.</summary>
    public int Connections { get; init; } = 32;

    /// <summary>Larger files go in parts of this size, several at a time, in bytes: 5 MiB, the least that S3 takes.</summary>
    public int PartBytes { get; init; } = S3StoreSettings.MinPartBytes;

    /// <summary>Files up to this size go by one request, in bytes: 16 MiB.</summary>
    public int WholeBytes { get; init; } = 16 << 20;

    /// <summary>Paces waits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
