using System.Globalization;
using GlacierBatch.Contract.Regions;

namespace GlacierBatch.Core.Regions;

/// <summary>Finds the names that were probably meant by one that does not exist.</summary>
internal static class NearestNames
{
    // Both are worse than one mistyped letter, and better than a different word.
    private const int OtherNumber = 1;
    private const int SameNumber = 2;
    private const int PartOfName = 2;
    private const int ShortestPart = 3;

    /// <summary>
    /// The regions nearest to a name: by edit distance, of the whole or of the part after the number, or by the number alone.
    /// </summary>
    /// <param name="name">The unknown name.</param>
    /// <param name="regions">All regions.</param>
    /// <param name="count">How many to find.</param>
    public static IReadOnlyList<string> Find(string name, IEnumerable<Region> regions, int count)
    {
        // Beyond the longest valid name, letters tell nothing and only cost time.
        var wanted = (name.Length > RegionName.MaxLength ? name[..RegionName.MaxLength] : name).Trim().ToUpperInvariant();
        return [.. regions
            .OrderBy(region => Distance(wanted, region))
            .ThenBy(region => region.Name, StringComparer.Ordinal)
            .Take(count)
            .Select(region => region.Name)];
    }

    private static int Distance(string wanted, Region region)
    {
        var name = region.Name.ToUpperInvariant();
        var distance = Edits(wanted, name);
        var (number, word) = Split(wanted);
        if (number is not null && number == region.Number)
            distance = Math.Min(distance, word.Length == 0 ? 0 : SameNumber);
        if (word.Length > 0)
            distance = Math.Min(distance, OtherNumber + Edits(word, Split(name).Word));
        if (word.Length >= ShortestPart && name.Contains(word, StringComparison.Ordinal))
            distance = Math.Min(distance, PartOfName);
        return distance;
    }

    private static (int? Number, string Word) Split(string name)
    {
        var end = name.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? name : name[..end];
        var number = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : (int?)null;
        return (number, name[digits.Length..].TrimStart('_'));
    }

    /// <summary>The fewest letters to insert, remove or replace that make one text the other.</summary>
    private static int Edits(string from, string to)
    {
        var costs = new int[to.Length + 1];
        for (var column = 0; column <= to.Length; column++)
            costs[column] = column;
        for (var row = 1; row <= from.Length; row++)
        {
            var diagonal = costs[0];
            costs[0] = row;
            for (var column = 1; column <= to.Length; column++)
            {
                var replaced = diagonal + (from[row - 1] == to[column - 1] ? 0 : 1);
                diagonal = costs[column];
                costs[column] = Math.Min(replaced, Math.Min(diagonal, costs[column - 1]) + 1);
            }
        }

        return costs[to.Length];
    }
}
