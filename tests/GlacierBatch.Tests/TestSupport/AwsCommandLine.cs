using System.Diagnostics;
using Xunit;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>The <c>aws</c> command, a client that nobody here wrote; the test is skipped where it is absent.</summary>
internal static class AwsCommandLine
{
    /// <summary>Runs it against a server and gives what it prints.</summary>
    public static async Task<string> RunAsync(Uri endpoint, params string[] arguments)
    {
        var start = new ProcessStartInfo("aws", ["--endpoint-url", endpoint.AbsoluteUri, "--output", "text", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["AWS_ACCESS_KEY_ID"] = "testing", ["AWS_SECRET_ACCESS_KEY"] = "testing", ["AWS_DEFAULT_REGION"] = "us-west-2",
                ["AWS_PAGER"] = "",
            },
        };
        try
        {
            using var process = Process.Start(start) ?? throw new InvalidOperationException("aws did not start.");
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, $"aws {string.Join(' ', arguments)}: {await errors}");
            return output.Trim();
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            Assert.Skip($"no aws command: {error.Message}");
            throw;
        }
    }
}
