using System.Globalization;

namespace GlacierBatch.Contract.Tasks;

/// <summary>One region, one satellite, one window: the unit of work, and the key under which its result is known.</summary>
/// <param name="Region">The region's name.</param>
/// <param name="Satellite">The imagery.</param>
/// <param name="Window">The days.</param>
public sealed record GlacierTask(string Region, Satellite Satellite, DateWindow Window)
{
    /// <summary>
    /// The task's name in keys and job names, for instance <c>sentinel2-140_CentralLindenow-20250801-20250806</c>: only letters,
    /// digits, '_' and '-', so that every service accepts it.
    /// </summary>
    public string Id { get; } = string.Create(
        CultureInfo.InvariantCulture, $"{Satellite.ToName()}-{Region}-{Window.Start:yyyyMMdd}-{Window.End:yyyyMMdd}");

    /// <inheritdoc/>
    public override string ToString() => Id;
}
