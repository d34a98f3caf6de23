namespace GlacierBatch.Host;

/// <summary>How the process ends where no script says otherwise; the numbers are pwsh's.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A terminating error, a parse error, or a module that cannot be imported.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong, or the script that it names is missing.</summary>
    public const int Usage = 64;

    /// <summary>128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
