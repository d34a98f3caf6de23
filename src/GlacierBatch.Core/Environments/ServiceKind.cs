namespace GlacierBatch.Core.Environments;

/// <summary>Where an environment's jobs run.</summary>
public enum ServiceKind
{
    /// <summary>On this machine, with a folder as the bucket.</summary>
    Local,

    /// <summary>On AWS Batch, with a bucket of S3.</summary>
    Batch,
}
