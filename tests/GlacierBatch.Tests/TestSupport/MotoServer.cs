using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>moto, a real server with AWS's APIs, on a free port; whoever asks for its address where it is absent is skipped.</summary>
public sealed class MotoServer : IAsyncLifetime
{
    private const string Configuration =
        """{"batch":{"use_docker":false},"lambda":{"use_docker":false},"iam":{"load_aws_managed_policies":true}}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Process? _process;
    private Uri? _endpoint;
    private string _absence = "moto was not started";

    /// <summary>Where it listens; the test is skipped where it does not.</summary>
    public Uri Endpoint
    {
        get
        {
            Assert.SkipWhen(_endpoint is null, _absence);
            return _endpoint;
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var endpoint = new Uri($"http://127.0.0.1:{FreePort()}");
        try
        {
            _process = Process.Start(new ProcessStartInfo(
                "python3", ["-m", "moto.server", "-H", "127.0.0.1", "-p", $"{endpoint.Port}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            _absence = $"no moto: python3 cannot be started ({error.Message})";
            return;
        }

        if (_process is null || !await ListensAsync(_process)) return;
        using var client = new HttpClient();
        using var content = new StringContent(Configuration);
        using var answer = await client.PostAsync(new Uri(endpoint, "/moto-api/config"), content);
        answer.EnsureSuccessStatusCode();
        _endpoint = endpoint;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<bool> ListensAsync(Process process)
    {
        var running = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = "";
        // Read to the end of its life, or it would block on a full pipe.
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) running.TrySetResult(false);
            else if (line.Data.Contains("Running on", StringComparison.Ordinal)) running.TrySetResult(true);
            else if (!running.Task.IsCompleted) said = line.Data;
        };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var listens = await running.Task.WaitAsync(Patience);
        if (!listens) _absence = $"no moto: {said}";
        return listens;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
