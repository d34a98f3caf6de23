namespace GlacierBatch.Contract.Results;

/// <summary>The task runner's exit codes, which the services' retry rules name. Values from sysexits.h, timeout(1) and signals.</summary>
public static class ExitCodes
{
    /// <summary>Done, or no scenes to process.</summary>
    public const int Done = 0;

    /// <summary>The task is not one that can be carried out (EX_USAGE).</summary>
    public const int BadTask = 64;

    /// <summary>The scripts are missing (EX_NOINPUT).</summary>
    public const int WorkloadMissing = 66;

    /// <summary>The script failed (EX_SOFTWARE).</summary>
    public const int ScriptFailed = 70;

    /// <summary>Another attempt may succeed (EX_TEMPFAIL).</summary>
    public const int Transient = 75;

    /// <summary>The time limit was reached, as timeout(1) reports it.</summary>
    public const int TimedOut = 124;

    /// <summary>Stopped: 128 + SIGTERM.</summary>
    public const int Stopped = 143;
}
