using Polly;
using Polly.Retry;

namespace GlacierBatch.Contract.Objects;

/// <summary>
/// Repeats what failed for the moment, when the client's own retries have failed too: work of hours is not given up for a minute
/// in which S3 could not be reached. A call must be one that can be made twice.
/// </summary>
public sealed class StoreRetry
{
    private const int MaxRetries = 4;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly ResiliencePipeline _pipeline;

    /// <summary>With this clock.</summary>
    public StoreRetry(TimeProvider time) => _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<S3ObjectException>(fault => fault.IsTransient),
            MaxRetryAttempts = MaxRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = FirstDelay,
            MaxDelay = LongestDelay,
        })
        .Build();

    /// <summary>Makes a call until it succeeds or has failed too often.</summary>
    /// <exception cref="S3ObjectException">It has.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        await _pipeline.ExecuteAsync(static async (call, token) => await call(token), call, cancellationToken);
}
