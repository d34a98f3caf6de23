using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GlacierBatch.Contract.Json;

/// <summary>Reads and writes the documents of the store, and says in one sentence what is wrong with one that cannot be read.</summary>
public static class Documents
{
    /// <summary>A document's bytes.</summary>
    public static byte[] Write<T>(T document, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(document, type);

    /// <summary>Reads a document that states its format.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="type">Its type.</param>
    /// <param name="newestFormat">The newest format that this version understands.</param>
    /// <param name="key">Where it lies, for the message.</param>
    /// <exception cref="InvalidDataException">It is cut off, no JSON, of another shape, or of a newer format.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> content, JsonTypeInfo<T> type, int newestFormat, string key)
    {
        try
        {
            RequireFormat(content, newestFormat, key);
            return JsonSerializer.Deserialize(content.Span, type)
                ?? throw new InvalidDataException($"The document {key} is empty: it was not written by GlacierBatch.");
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            throw new InvalidDataException(
                $"The document {key} cannot be read: {FirstSentence(fault.Message)} It is damaged or was not written by GlacierBatch.",
                fault);
        }
    }

    private static void RequireFormat(ReadOnlyMemory<byte> content, int newestFormat, string key)
    {
        using var document = JsonDocument.Parse(content);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("format", out var member)
            || member.ValueKind != JsonValueKind.Number
            || !member.TryGetInt32(out var format))
        {
            throw new JsonException("It states no format.");
        }

        if (format > newestFormat)
        {
            throw new InvalidDataException(
                $"The document {key} has format {format} and this version reads up to {newestFormat}: update GlacierBatch.");
        }
    }

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message : message[..(end + 1)];
    }
}
