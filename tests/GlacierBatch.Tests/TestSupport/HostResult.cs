namespace GlacierBatch.Tests.TestSupport;

/// <summary>How a process of the host ended, and what it wrote.</summary>
internal sealed record HostResult(int ExitCode, string Output, string Error);
