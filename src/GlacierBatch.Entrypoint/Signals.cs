using System.Runtime.InteropServices;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;

namespace GlacierBatch.Entrypoint;

/// <summary>Runs a verb until it ends or a signal stops it, and makes an exit code and one sentence of whatever goes wrong.</summary>
internal static class Signals
{
    /// <summary>
    /// Faults of a store that the next attempt finds just the same, unlike rights and credentials that take time to arrive.
    /// </summary>
    private static readonly string[] LastingCodes = ["NoSuchBucket", "Configuration", "NoRegion", "PermanentRedirect", "MovedPermanently"];

    /// <summary>Runs it.</summary>
    /// <param name="verb">Is told to stop by SIGTERM and SIGINT, and returns the exit code.</param>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<int>> verb)
    {
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }

        try
        {
            return await verb(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Stopped;
        }
        catch (Exception fault) when (ExitCodeOf(fault) is not null)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return ExitCodeOf(fault)!.Value;
        }
    }

    private static int? ExitCodeOf(Exception fault) => fault switch
    {
        InvalidDataException or ArgumentException or FileNotFoundException => ExitCodes.BadTask,
        S3ObjectException { IsTransient: false } lasting when LastingCodes.Contains(lasting.Code) => ExitCodes.BadTask,
        WorkloadMissingException => ExitCodes.WorkloadMissing,
        IOException or UnauthorizedAccessException => ExitCodes.Transient,
        _ => null,
    };
}
