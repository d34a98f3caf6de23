namespace GlacierBatch.Tests.Help;

/// <summary>Types as help names them.</summary>
internal static class TypeNames
{
    /// <summary>The full name, without assemblies.</summary>
    public static string FullName(this Type type) =>
        Nullable.GetUnderlyingType(type) is { } inner ? $"System.Nullable`1[{inner.FullName}]" : type.FullName ?? type.Name;

    /// <summary>What one value is: the element of an array, and what may be null without that.</summary>
    public static Type Bare(this Type type)
    {
        var element = type.IsArray ? type.GetElementType()! : type;
        return Nullable.GetUnderlyingType(element) ?? element;
    }
}
