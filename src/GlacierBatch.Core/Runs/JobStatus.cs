namespace GlacierBatch.Core.Runs;

/// <summary>Where a job stands, in AWS Batch's own words.</summary>
public enum JobStatus
{
    /// <summary>Known, and not to be started until it is waited for.</summary>
    SUBMITTED,

    /// <summary>Waiting for others to end (array jobs).</summary>
    PENDING,

    /// <summary>Waiting for processors and memory.</summary>
    RUNNABLE,

    /// <summary>Taken; scripts and template are being fetched.</summary>
    STARTING,

    /// <summary>The script runs.</summary>
    RUNNING,

    /// <summary>Done, or nothing to do.</summary>
    SUCCEEDED,

    /// <summary>Failed or stopped.</summary>
    FAILED,
}
