namespace GlacierBatch.Core.Costs;

/// <summary>Quantiles by nearest rank: always a value that was measured.</summary>
internal static class Quantile
{
    /// <summary>The smallest value that is not below this share of all, or null where there is none.</summary>
    public static T? Of<T>(IEnumerable<T> values, double share)
        where T : struct, IComparable<T>
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
    }
}
