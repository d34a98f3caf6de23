namespace GlacierBatch.Core.Runs.Failures;

/// <summary>What made a job fail: the first thing to look at, and what decides whether trying again helps.</summary>
public enum FailureCategory
{
    /// <summary>AWS took the Spot machine back.</summary>
    SpotReclaim,

    /// <summary>The image is not there, is of another architecture, or holds no task runner.</summary>
    ImagePull,

    /// <summary>The task needed more memory than it was given.</summary>
    OutOfMemory,

    /// <summary>An attempt took longer than it may.</summary>
    Timeout,

    /// <summary>The script failed.</summary>
    Script,

    /// <summary>The script said success and scenes existed, but nothing was clipped.</summary>
    NoOutput,

    /// <summary>Scenes were clipped, but some that the imagery's catalogue has were refused or damaged on the way.</summary>
    LostScenes,

    /// <summary>The imagery's servers refused or failed; their 403 is a throttle, and no lack of a permission.</summary>
    Upstream,

    /// <summary>The machine, its disk, its network or the store failed.</summary>
    Infrastructure,

    /// <summary>A role may not do what a job needs: pull the image, be assumed, or reach the bucket.</summary>
    Permission,

    /// <summary>The environment or the size of the job is such that it could never start.</summary>
    Misconfiguration,

    /// <summary>The scripts are not where they should be, or are not those that were submitted.</summary>
    WorkloadMissing,

    /// <summary>The task itself cannot be carried out as it was written.</summary>
    BadTask,

    /// <summary>It was stopped by someone.</summary>
    Stopped,
}
