using System.Text.Json;
using GlacierBatch.Tests.TestSupport;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>
/// The checkpoints' Pester suites as <c>Invoke-GlacierCheckpoint -Verify</c> runs them: in a real pwsh that knows nothing of an environment
/// at AWS but its bucket, as an approver's machine does.
/// </summary>
internal sealed class CheckpointSuites : IDisposable
{
    private const string Verify = """
        $pester, $name, $bucket, $awsRegion, $endpoint, $steps = $rest
        Import-Module $pester
        Import-Module $manifest
        $null = Get-GlacierBatchEnvironment $name -Bucket $bucket -AwsRegion $awsRegion -EndpointUrl $endpoint
        foreach ($step in $steps) {
            $result = Invoke-GlacierCheckpoint $step $name -Verify -WarningVariable said -WarningAction SilentlyContinue
            $result | Add-Member Warnings @($said | ForEach-Object Message)
            ConvertTo-Json $result -Compress
        }
        """;

    private readonly PwshSession _session = new();
    private readonly string[] _environment;

    /// <summary>For an environment.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="bucket">Its bucket.</param>
    /// <param name="awsRegion">The AWS region.</param>
    /// <param name="endpoint">Where AWS is.</param>
    public CheckpointSuites(string name, string bucket, string awsRegion, Uri endpoint)
    {
        _environment = [name, bucket, awsRegion, endpoint.AbsoluteUri];
        _session.Variables["AWS_ACCESS_KEY_ID"] = "testing";
        _session.Variables["AWS_SECRET_ACCESS_KEY"] = "testing";
        // For the suites' own client, AWS's command line.
        _session.Variables["AWS_ENDPOINT_URL"] = endpoint.AbsoluteUri;
    }

    /// <summary>The same where no program is found.</summary>
    public CheckpointSuites WithoutPrograms()
    {
        _session.Variables["PATH"] = _session.Folder;
        return this;
    }

    /// <summary>Runs the suites of steps, and tells what came of each.</summary>
    public async Task<IReadOnlyList<SuiteResult>> VerifyAsync(params int[] steps)
    {
        var lines = await _session.RunAsync(Verify, [PwshSession.Pester, .. _environment, .. steps.Select(step => $"{step}")]);
        // Pester says on its own where it finds no program.
        return [.. lines.Where(line => line.StartsWith('{')).Select(line => JsonSerializer.Deserialize<SuiteResult>(line)!)];
    }

    public void Dispose() => _session.Dispose();
}
