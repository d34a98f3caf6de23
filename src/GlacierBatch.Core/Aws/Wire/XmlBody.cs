using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace GlacierBatch.Core.Aws.Wire;

/// <summary>The answers of AWS's Query protocol.</summary>
internal static class XmlBody
{
    /// <summary>The root of a document; a document type is refused, so that no entity is ever expanded.</summary>
    /// <exception cref="XmlException">It is no XML.</exception>
    public static XElement Parse(ReadOnlyMemory<byte> body)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        using var stream = new MemoryStream(body.ToArray(), writable: false);
        using var reader = XmlReader.Create(stream, settings);
        return XElement.Load(reader);
    }

    /// <summary>The first child of a name in any namespace, or null.</summary>
    public static XElement? Child(this XElement parent, string name) =>
        parent.Elements().FirstOrDefault(element => element.Name.LocalName == name);

    /// <summary>The text of a child, or null where there is none.</summary>
    public static string? Text(this XElement parent, string name) => parent.Child(name)?.Value;

    /// <summary>The text of a child that must be there.</summary>
    /// <exception cref="XmlException">It is not.</exception>
    public static string Required(this XElement parent, string name) =>
        parent.Text(name) ?? throw new XmlException($"<{parent.Name.LocalName}> has no <{name}>.");

    /// <summary>The time in a child, or null.</summary>
    /// <exception cref="XmlException">It is no time.</exception>
    public static DateTimeOffset? Time(this XElement parent, string name)
    {
        if (parent.Text(name) is not { Length: > 0 } text) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new XmlException($"<{name}> holds '{MessageText.Of(text)}', which is no time.");
    }

    /// <summary>The truth in a child; false where there is none.</summary>
    public static bool Flag(this XElement parent, string name) =>
        string.Equals(parent.Text(name), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The members of a list, none where there is no list.</summary>
    public static IReadOnlyList<T> Members<T>(this XElement parent, string name, Func<XElement, T> read) =>
        [.. (parent.Child(name)?.Elements() ?? []).Where(element => element.Name.LocalName == "member").Select(read)];
}
