using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Probes;

/// <summary>
/// How long a registry that refuses is asked again: new roles and rights reach it within minutes, and the plan gives them half an hour.
/// What is waited for is the symptom, and never a fixed time.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class RolePatience(TimeProvider time)
{
    /// <summary>For how long after they were made roles may be too young.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>How long ago an environment's roles were made.</summary>
    public TimeSpan AgeOf(GlacierEnvironment environment) => time.GetUtcNow() - environment.CreatedAt;

    /// <summary>Waits until it is worth another try.</summary>
    /// <param name="age">How old the roles were when the registry refused.</param>
    /// <param name="what">What was refused.</param>
    /// <param name="told">Told that it waits.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether there is another try: false, at once, where the roles are not young any more.</returns>
    public async Task<bool> WaitAsync(TimeSpan age, string what, Action<string> told, CancellationToken cancellationToken)
    {
        if (age >= Limit) return false;
        told(FormattableString.Invariant(
            $"The registry refuses {what} {Math.Max(0, age.TotalMinutes):0} min after the roles were made; it is tried again."));
        await Task.Delay(Interval, time, cancellationToken);
        return true;
    }
}
