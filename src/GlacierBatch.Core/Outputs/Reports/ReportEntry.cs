namespace GlacierBatch.Core.Outputs.Reports;

/// <summary>A verdict as reports show it. It can be made of a verdict that went through a job or a remote session, too.</summary>
public sealed record ReportEntry
{
    /// <summary>The run, or null.</summary>
    public string? RunName { get; init; }

    /// <summary>The environment.</summary>
    public string? Environment { get; init; }

    /// <summary>The region.</summary>
    public required string Region { get; init; }

    /// <summary>The imagery.</summary>
    public required string Satellite { get; init; }

    /// <summary>The first day as 2025-08-01, or null.</summary>
    public string? StartDate { get; init; }

    /// <summary>The last day, or null.</summary>
    public string? EndDate { get; init; }

    /// <summary>What was found.</summary>
    public required CheckStatus Status { get; init; }

    /// <summary>How many clipped scenes there are.</summary>
    public int Scenes { get; init; }

    /// <summary>By what, in one line.</summary>
    public required string Evidence { get; init; }

    /// <summary>All checks.</summary>
    public required IReadOnlyList<Check> Checks { get; init; }

    /// <summary>What was judged, in one word each: region, imagery, days.</summary>
    public string Title() => string.Join(' ', new[] { Region, Satellite, Days() }.Where(part => part.Length > 0));

    /// <summary>The days, or nothing.</summary>
    public string Days() => StartDate is null ? "" : $"{StartDate}..{EndDate}";
}
