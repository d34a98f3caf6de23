using GlacierBatch.Contract.Regions;

namespace GlacierBatch.Core.Regions;

/// <summary>Which regions of a catalogue are wanted; a region must meet every condition that is given, and none given means all.</summary>
public sealed record RegionQuery
{
    private const int Suggestions = 3;

    /// <summary>Names, literal or with the wildcards <c>* ? [a-z]</c>, regardless of case; null for any.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Positions in the whole catalogue, as the production scripts count them; null for any.</summary>
    public IReadOnlyList<IndexRange>? Index { get; init; }

    /// <summary>The least area in km2, itself included; null for any.</summary>
    public double? MinAreaKm2 { get; init; }

    /// <summary>The area in km2 that a region must stay below; null for any.</summary>
    public double? MaxAreaKm2 { get; init; }

    /// <summary>The environment whose catalogue is asked, for messages; null where the catalogue was named by its path.</summary>
    public string? Environment { get; init; }

    /// <summary>The regions wanted, in the catalogue's order, each once; a wildcard that matches none adds none.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <exception cref="GlacierBatchException">
    /// UnknownRegion: a literal name is not in the catalogue (with the nearest names); InvalidNamePattern; IndexOutOfRange;
    /// InvalidAreaRange: the least area is not below the limit. Nothing is selected then.
    /// </exception>
    public IReadOnlyList<Region> Select(RegionCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        RefuseEmptyAreaRange();
        var patterns = Names?.Select(NamePattern.Parse).ToList();
        RefuseUnknownNames(patterns, catalog);
        var ranges = Index?.Select(range => range.Within(catalog.Regions.Count)).ToList();

        return [.. catalog.Regions.Where((region, position) =>
            (patterns is null || patterns.Exists(pattern => pattern.IsMatch(region.Name)))
            && (ranges is null || ranges.Exists(range => position >= range.Start && position < range.End))
            && (MinAreaKm2 is not { } least || region.AreaKm2 >= least)
            && (MaxAreaKm2 is not { } limit || region.AreaKm2 < limit))];
    }

    private void RefuseUnknownNames(List<NamePattern>? patterns, RegionCatalog catalog)
    {
        var known = catalog.Regions.Select(region => region.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unknown = patterns?.Select(pattern => pattern.Literal).OfType<string>().Where(name => !known.Contains(name)).ToList() ?? [];
        if (unknown.Count == 0)
            return;

        var nearest = NearestNames.Find(unknown[0], catalog.Regions, Suggestions);
        var more = unknown.Count > 1 ? FormattableString.Invariant($" (nor are {unknown.Count - 1} more of the names given)") : "";
        var where = Environment is null ? $"'{MessageText.OfPath(catalog.Path)}'" : $"of the environment '{Environment}'";
        throw new GlacierBatchException(
            ErrorKind.NotFound, "UnknownRegion",
            $"The region '{MessageText.Of(unknown[0])}' is not in the catalogue {where}{more}; "
            + $"the nearest {(nearest.Count == 1 ? "is" : "are")} {string.Join(", ", nearest)}.",
            "Use a name of the catalogue, or a wildcard such as *Hagen*; case does not matter.", unknown[0]);
    }

    private void RefuseEmptyAreaRange()
    {
        if (MinAreaKm2 is { } least && MaxAreaKm2 is { } limit ? least < limit : !double.IsNaN(MinAreaKm2 ?? MaxAreaKm2 ?? 0))
            return;
        throw new GlacierBatchException(
            ErrorKind.InvalidArgument, "InvalidAreaRange",
            FormattableString.Invariant(
                $"No area is at least {MinAreaKm2 ?? 0} km2 and below {MaxAreaKm2 ?? double.PositiveInfinity} km2."),
            "Give a least area that is below the limit; both are in km2, and the limit itself is not included.");
    }
}
