namespace GlacierBatch.Core.Runs;

/// <summary>What follows from a status.</summary>
public static class JobStatuses
{
    /// <summary>Whether nothing more will happen to the job.</summary>
    public static bool IsEnded(this JobStatus status) => status is JobStatus.SUCCEEDED or JobStatus.FAILED;
}
