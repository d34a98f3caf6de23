using System.Collections;
using System.Management.Automation;

namespace GlacierBatch.PowerShell.Arguments;

/// <summary>
/// Takes names, or objects that have them: our own, those that went through a job or a remote session, and those of AWS.Tools.
/// </summary>
/// <param name="properties">The properties that may hold the name, the first that an object has counts.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NamesOfAttribute(params string[] properties) : ArgumentTransformationAttribute
{
    /// <summary>Whether an object without such a property may still bind to the cmdlet's other parameters from the pipeline.</summary>
    public bool Yields { get; init; }

    /// <summary>What is wanted, for whoever gave something else: <c>an environment</c>.</summary>
    public string? Wanted { get; init; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var bare = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return bare is string or not IEnumerable
            ? new[] { NameOf(inputData) }
            : ((IEnumerable)bare).Cast<object>().Select(NameOf).ToArray();
    }

    /// <summary>The name that an object is or has, or null.</summary>
    internal static string? Find(object? item, params ReadOnlySpan<string> properties)
    {
        if (item is null) return null;
        if ((item is PSObject wrapped ? wrapped.BaseObject : item) is string name) return name;
        var members = PSObject.AsPSObject(item).Properties;
        foreach (var property in properties)
        {
            if (members[property]?.Value?.ToString() is { Length: > 0 } value) return value;
        }

        return null;
    }

    private string NameOf(object item)
    {
        if (Find(item, properties) is { } name) return name;
        var kind = (item is PSObject wrapped ? wrapped.BaseObject : item)?.GetType().Name;
        var message = Wanted is null
            ? $"'{item}' has no {string.Join(" and no ", properties)}."
            : $"'{item}', a {kind}, is not {Wanted}: give its name, or the object itself.";
        // The engine tries its other parameters after a failed cast only.
        throw Yields
            ? new ArgumentTransformationMetadataException(message, new PSInvalidCastException(message))
            : new ArgumentTransformationMetadataException(message);
    }
}
