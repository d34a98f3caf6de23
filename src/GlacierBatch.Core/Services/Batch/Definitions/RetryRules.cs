using System.Globalization;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Aws.Batch;

namespace GlacierBatch.Core.Services.Batch.Definitions;

/// <summary>
/// Which ends of an attempt are worth another one: a machine that was taken away, a container that could not start, a stop from outside,
/// and what the runner itself calls transient. All else ends the job. Stopped and timed-out jobs Batch never retries.
/// </summary>
internal static class RetryRules
{
    private const string Retry = "RETRY";

    /// <summary>The strategy of a job.</summary>
    /// <param name="attempts">How often it may fail, from 1 to 10; there is room for machines that are taken away on top.</param>
    /// <param name="option">How its machine is bought.</param>
    public static RetryStrategy Of(int attempts, PurchaseOption option)
    {
        (string Reclaimed, string NotStarted) reasons = option.IsFargate()
            ? ("Your Spot Task*", "Timeout waiting for network interface*")
            : ("Host EC2*", "Task failed to start*");
        return new RetryStrategy
        {
            Attempts = Math.Clamp(ServiceAttempts.Of(attempts), 1, ServiceAttempts.Most),
            EvaluateOnExit =
            [
                new EvaluateOnExit { Action = Retry, OnStatusReason = reasons.Reclaimed },
                new EvaluateOnExit { Action = Retry, OnStatusReason = reasons.NotStarted },
                new EvaluateOnExit { Action = Retry, OnExitCode = Text(ExitCodes.Stopped) },
                new EvaluateOnExit { Action = Retry, OnExitCode = Text(ExitCodes.Transient) },
                new EvaluateOnExit { Action = "EXIT", OnReason = "*" },
            ],
        };
    }

    private static string Text(int code) => code.ToString(CultureInfo.InvariantCulture);
}
