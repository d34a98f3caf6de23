using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace GlacierBatch.Core.Aws.Wire;

/// <summary>
/// The SDK's standard retries, with a clock that tests can move, an answer's Retry-After obeyed, and restraint for what must
/// be sent once.
/// </summary>
internal sealed class AwsRetryPolicy : StandardRetryPolicy
{
    // Nothing but waiting helps a submission that is told to wait, and to give up would lose the run's place.
    private const int ThrottledSendOnceRetries = 7;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly TimeProvider _time;

    /// <summary>Makes the policy of one client.</summary>
    /// <param name="config">The client's configuration: how many attempts.</param>
    /// <param name="time">The clock.</param>
    public AwsRetryPolicy(IClientConfig config, TimeProvider time)
        : base(config) => _time = time;

    /// <inheritdoc/>
    public override bool IsThrottlingError(Exception exception) =>
        base.IsThrottlingError(exception) || exception is AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests };

    /// <summary>Never: the SDK would send again at once, and not count it.</summary>
    public override bool IsStaleConnectionError(Exception exception) => false;

    /// <inheritdoc/>
    public override bool RetryLimitReached(IExecutionContext executionContext) =>
        SendsOnce(executionContext)
            ? executionContext.RequestContext.Retries >= Math.Max(MaxRetries, ThrottledSendOnceRetries)
            : base.RetryLimitReached(executionContext);

    /// <inheritdoc/>
    public override async Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception)
    {
        executionContext.RequestContext.ContextAttributes[ErrorBody.RetryAfterKey] = exception.Data[ErrorBody.RetryAfterKey];
        if (exception is EndpointUnreachableException) return executionContext.RequestContext.Retries < MaxRetries;
        if (SendsOnce(executionContext)) return IsThrottlingError(exception);
        return await base.RetryForExceptionAsync(executionContext, exception);
    }

    /// <inheritdoc/>
    public override Task WaitBeforeRetryAsync(IExecutionContext executionContext)
    {
        var context = executionContext.RequestContext;
        var asked = context.ContextAttributes.TryGetValue(ErrorBody.RetryAfterKey, out var value) ? value as TimeSpan? : null;
        return Task.Delay(asked is null ? Backoff(context.Retries) : Shorter(asked.Value, LongestWait), _time, context.CancellationToken);
    }

    private static bool SendsOnce(IExecutionContext context) => context.RequestContext.OriginalRequest is AwsCall { SendOnce: true };

    // Full jitter, as the SDK has it: between nothing and 1, 2, 4 ... 20 s.
    private TimeSpan Backoff(int retries)
    {
        var most = Math.Min(Math.Pow(2, retries - 1) * 1000, MaxBackoffInMilliseconds);
        return TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(0, (int)most + 1));
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
