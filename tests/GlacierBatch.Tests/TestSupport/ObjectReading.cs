using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Xunit;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>Reads objects by the names of their properties: the module's types live in a load context of their own.</summary>
internal static class ObjectReading
{
    /// <summary>A property's value; a name that the object lacks is an error.</summary>
    public static object? Value(this PSObject item, string property)
    {
        var found = item.Properties[property];
        Assert.True(found is not null, $"A {item.TypeNames[0]} has no property {property}.");
        return found.Value;
    }

    /// <summary>A property's value as an invariant text, null as an empty one.</summary>
    public static string Text(this PSObject item, string property) => item.Value(property) switch
    {
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>A property's value of each object, as invariant texts.</summary>
    public static IReadOnlyList<string> Texts(this IEnumerable<PSObject> items, string property) =>
        [.. items.Select(item => item.Text(property))];

    /// <summary>A property's value as a number.</summary>
    public static double Number(this PSObject item, string property) =>
        Convert.ToDouble(item.Value(property), CultureInfo.InvariantCulture);

    /// <summary>A property's value as a list of objects.</summary>
    public static IReadOnlyList<PSObject> List(this PSObject item, string property) =>
        [.. Assert.IsType<IEnumerable>(item.Value(property), exactMatch: false).Cast<object>().Select(PSObject.AsPSObject)];

    /// <summary>All properties as one text.</summary>
    public static string Everything(this PSObject item) =>
        string.Join("; ", item.Properties.Select(property => $"{property.Name}={item.Text(property.Name)}"));

    /// <summary>Asserts what a script would rely on: the id, the category, and that it says what to do.</summary>
    public static void Is(this ErrorRecord error, string id, ErrorCategory category, string message = "")
    {
        Assert.StartsWith($"{id},", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Contains(message, error.Exception.Message);
        Assert.False(string.IsNullOrWhiteSpace(error.ErrorDetails?.RecommendedAction), $"{id} says nothing of what to do.");
    }
}
