using System.ComponentModel;
using System.Diagnostics;

namespace GlacierBatch.Core.Services.Batch.Images;

/// <summary>Runs a container engine's program. No shell is in between, and a password goes to its standard input alone.</summary>
/// <param name="tell">Given each line that it writes.</param>
internal sealed class EngineRunner(Action<string> tell)
{
    private const int KeptLines = 6;
    private const int LineLength = 300;

    private RegistryPassword? _secret;

    /// <summary>Runs a call to its end.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="call">What to run.</param>
    /// <param name="password">What is written to its standard input, or null for nothing.</param>
    /// <param name="cancellationToken">Kills it and all that it started.</param>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="GlacierBatchException">It is not there, or it failed; the message has the step and the last lines.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(
        ContainerEngine engine, EngineCall call, RegistryPassword? password, CancellationToken cancellationToken)
    {
        // Once known, it is in no line that anybody is told, whatever a later step repeats.
        _secret = password ?? _secret;
        using var process = Start(engine, call);
        var (output, last) = (new List<string>(), new Queue<string>());
        var gate = new Lock();
        void Take(string line, bool isOutput)
        {
            var shown = MessageText.Of(_secret?.Hide(line) ?? line, LineLength);
            lock (gate)
            {
                if (isOutput) output.Add(shown);
                if (shown.Length == 0) return;
                if (last.Count == KeptLines) last.Dequeue();
                last.Enqueue(shown);
                tell(shown);
            }
        }

        try
        {
            var reading = Task.WhenAll(
                ReadAsync(process.StandardOutput, line => Take(line, true), cancellationToken),
                ReadAsync(process.StandardError, line => Take(line, false), cancellationToken));
            await FeedAsync(process.StandardInput, password, cancellationToken);
            await reading;
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode == 0) return output;
        throw new GlacierBatchException(ErrorKind.InvalidOperation, "ImageStepFailed",
            FormattableString.Invariant($"{engine.Program} could not {call.Step} (exit {process.ExitCode}): {string.Join(" | ", last)}"),
            "Mend what its last lines name; -Verbose shows all of them.", engine.Program);
    }

    private static Process Start(ContainerEngine engine, EngineCall call)
    {
        var start = new ProcessStartInfo(engine.Program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var argument in call.Arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in call.Variables) start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception fault)
        {
            throw new GlacierBatchException(
                ErrorKind.NotAvailable, "EngineNotFound", $"{engine.Program} cannot be started: {fault.Message}",
                "Install it, or name another one with -Engine: docker, podman or buildah.", engine.Program, fault);
        }
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> take, CancellationToken cancellationToken)
    {
        while (await reader.ReadLineAsync(cancellationToken) is { } line) take(line);
    }

    private static async Task FeedAsync(StreamWriter input, RegistryPassword? password, CancellationToken cancellationToken)
    {
        try
        {
            await using (input)
            {
                if (password is not null) await password.WriteToAsync(input, cancellationToken);
            }
        }
        catch (IOException)
        {
            // It ended without reading: its exit code and its lines say why.
        }
    }
}
