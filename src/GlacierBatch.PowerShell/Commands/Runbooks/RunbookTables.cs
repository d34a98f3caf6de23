using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace GlacierBatch.PowerShell.Commands.Runbooks;

/// <summary>What the runbooks' script functions hand over and get back as tables.</summary>
internal static class RunbookTables
{
    /// <summary>Settings as texts by name; what is null is left out.</summary>
    public static IReadOnlyDictionary<string, string> Settings(IDictionary table)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table)
        {
            if (TextOf(entry.Value) is { } text) settings[$"{entry.Key}"] = text;
        }

        return settings;
    }

    /// <summary>A value as text: lists with commas between, days by ISO; null stays null.</summary>
    public static string? TextOf(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => null,
        string text => text,
        bool isSo => isSo ? "yes" : "no",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IEnumerable many => string.Join(',', many.Cast<object?>().Select(TextOf)),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString(),
    };

    /// <summary>A measured value as a number: seconds for a time; null where it is none.</summary>
    public static double? NumberOf(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        TimeSpan time => time.TotalSeconds,
        bool or string or Enum => null,
        IConvertible number => number.ToDouble(CultureInfo.InvariantCulture),
        _ => null,
    };
}
