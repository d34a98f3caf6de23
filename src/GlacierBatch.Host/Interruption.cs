using System.Runtime.InteropServices;

namespace GlacierBatch.Host;

/// <summary>
/// Ctrl-C and SIGTERM. The first asks the running command to stop, so that `finally` blocks run and the module is removed; a
/// second one ends the process at once, as if it had never been handled.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _exitCode;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, ExitCode.Interrupted));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, ExitCode.Terminated));
    }

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Token => _stopping.Token;

    /// <summary>The code that tells the signal, 130 or 143; null as long as there was none.</summary>
    public int? ExitCodeOfSignal => Volatile.Read(ref _exitCode) is var code and not 0 ? code : null;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _stopping.Dispose();
    }

    private void Handle(PosixSignalContext context, int exitCode)
    {
        if (Interlocked.CompareExchange(ref _exitCode, exitCode, 0) != 0) return;
        context.Cancel = true;
        _stopping.Cancel();
    }
}
