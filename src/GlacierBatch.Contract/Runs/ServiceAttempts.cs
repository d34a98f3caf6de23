namespace GlacierBatch.Contract.Runs;

/// <summary>
/// How often a service starts a task that may fail so and so often. AWS Batch counts the machines that it took away as attempts too: there
/// is room for some, so that reclaimed machines do not use up what is meant for failures.
/// </summary>
public static class ServiceAttempts
{
    /// <summary>The most attempts that AWS Batch makes.</summary>
    public const int Most = 10;

    private const int RoomForReclaims = 5;

    /// <summary>How often the service starts a task.</summary>
    /// <param name="maxAttempts">How often it may fail in a way that may pass; see <see cref="RunManifest.MaxAttempts"/>.</param>
    public static int Of(int maxAttempts) => maxAttempts < Most ? Math.Min(maxAttempts + RoomForReclaims, Most) : maxAttempts;
}
