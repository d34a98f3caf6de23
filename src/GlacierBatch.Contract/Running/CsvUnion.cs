namespace GlacierBatch.Contract.Running;

/// <summary>
/// The union of two CSV files with the same key column: every record of either, each key once, in ordinal order of the keys, the
/// newer where both have it. So that merging is the same in whichever order tasks end, and merging again changes nothing.
/// </summary>
public static class CsvUnion
{
    /// <summary>Merges two files.</summary>
    /// <param name="published">What is there already.</param>
    /// <param name="added">What a task wrote.</param>
    /// <param name="keyColumn">The key's header, or null for the first column.</param>
    public static string Merge(string published, string added, string? keyColumn)
    {
        var (left, right) = (Split(published), Split(added));
        if (left.Count == 0) return added;
        if (right.Count == 0) return published;

        // sentinel2's header counts a row's tiles (0,1,2): the longer one has a name for every column of both.
        var header = Fields(left[0]).Count >= Fields(right[0]).Count ? left[0] : right[0];
        var records = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, record) in Records(left, keyColumn).Concat(Records(right, keyColumn))) records[key] = record;
        return string.Join('\n', [header, .. records.Values]) + "\n";
    }

    /// <summary>The keys of a task's file that the published one does not have.</summary>
    public static IReadOnlyList<string> FindMissing(string published, string added, string? keyColumn)
    {
        var there = Records(Split(published), keyColumn).Select(record => record.Key).ToHashSet(StringComparer.Ordinal);
        return [.. Records(Split(added), keyColumn).Select(record => record.Key).Where(key => !there.Contains(key))];
    }

    private static IEnumerable<(string Key, string Record)> Records(List<string> file, string? keyColumn)
    {
        if (file.Count == 0) yield break;
        var key = keyColumn is null ? 0 : Math.Max(Fields(file[0]).IndexOf(keyColumn), 0);
        foreach (var record in file.Skip(1))
        {
            var fields = Fields(record);
            yield return (key < fields.Count ? fields[key] : record, record);
        }
    }

    /// <summary>The records of a file. A line end inside quotes belongs to its record.</summary>
    private static List<string> Split(string text)
    {
        var records = new List<string>();
        var (start, quoted) = (0, false);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '"') quoted = !quoted;
            if (i < text.Length && (text[i] != '\n' || quoted)) continue;
            var record = text[start..i].TrimEnd('\r');
            if (record.Length > 0) records.Add(record);
            start = i + 1;
        }

        return records;
    }

    private static List<string> Fields(string record)
    {
        var fields = new List<string>();
        var (start, quoted) = (0, false);
        for (var i = 0; i <= record.Length; i++)
        {
            if (i < record.Length && record[i] == '"') quoted = !quoted;
            if (i < record.Length && (record[i] != ',' || quoted)) continue;
            fields.Add(record[start..i].Trim('"'));
            start = i + 1;
        }

        return fields;
    }
}
