using System.Text.RegularExpressions;

namespace GlacierBatch.Core.Runs.Failures;

/// <summary>
/// What AWS Batch and the ECS agent write into the reasons of jobs and containers. Each is a wording seen in public reports or in AWS's
/// own guides ("Stopped tasks error codes", "CannotPullContainer task errors"), and has its line in the tests.
/// </summary>
internal static partial class FailureTexts
{
    [GeneratedRegex(@"Host EC2 \(instance [^)]*\) (was )?terminated|Your Spot Task was interrupted", RegexOptions.CultureInvariant)]
    public static partial Regex SpotReclaim();

    [GeneratedRegex("OutOfMemoryError: |Container killed due to memory usage|OutOfMemory: ", RegexOptions.CultureInvariant)]
    public static partial Regex OutOfMemory();

    [GeneratedRegex("unable to assume the (service linked )?role|cannot be assumed|is not authorized to perform: sts:AssumeRole",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    public static partial Regex RoleNotAssumed();

    /// <summary>The image was not pulled, or not even its manifest or the registry's password.</summary>
    [GeneratedRegex("CannotPull[A-Za-z]*Error|unable to pull secrets or registry auth|unable to retrieve ecr registry auth",
        RegexOptions.CultureInvariant)]
    public static partial Regex Pull();

    [GeneratedRegex(@"\b403\b|Forbidden|denied: |access denied|AccessDenied|not authorized|unauthorized|no basic auth credentials|\b401\b"
        + "|engine ecr credentials: not found", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    public static partial Regex Refused();

    [GeneratedRegex("no space left on device|not enough free space", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    public static partial Regex DiskFull();

    [GeneratedRegex(
        @"i/o time|timeout|timed out|request canceled|context canceled|connection (issue|refused|reset)|no such host|send request failed"
        + @"|toomanyrequests|too many requests|rate exceeded|throttl|unexpected EOF|\b(429|500|502|503|504)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    public static partial Regex Network();

    [GeneratedRegex("descriptor matching platform|exec format error|executable file not found|no such file or directory: unknown",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    public static partial Regex CannotRun();

    [GeneratedRegex("specified log group does not exist", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    public static partial Regex NoLogGroup();

    [GeneratedRegex("AccessDenied|not authorized to perform|access is denied", RegexOptions.CultureInvariant)]
    public static partial Regex Denied();

    [GeneratedRegex(
        "Task failed to start|DockerTimeoutError|ContainerRuntimeTimeoutError|CannotCreate[A-Za-z]+Error|CannotStartContainerError"
        + "|CannotInspectContainerError|CannotStopContainerError|ResourceInitializationError|network interface provisioning"
        + "|Could not transition to", RegexOptions.CultureInvariant)]
    public static partial Regex DidNotStart();
}
