using System.Text;

namespace GlacierBatch.Contract.Objects;

/// <summary>The rule for keys: relative, forward slashes, no part that could leave a folder on any platform.</summary>
public static class ObjectKey
{
    private const int MaxKeyBytes = 1024;
    private const int MaxPartBytes = 255;

    /// <summary>Names that Windows keeps for devices, with any extension.</summary>
    private static readonly HashSet<string> DeviceNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    /// <summary>Why a key cannot be used, or null where it can.</summary>
    public static string? FindFault(string? key)
    {
        if (string.IsNullOrEmpty(key)) return "it is empty";
        if (Encoding.UTF8.GetByteCount(key) > MaxKeyBytes) return "it is longer than 1024 bytes";
        if (key.Contains('\\')) return "it has a backslash";
        if (key.Contains(':')) return "it has a colon";
        foreach (var character in key)
        {
            if (char.IsControl(character)) return "it has a control character";
        }

        // Keys are checked wherever one is used, listings of thousands among that: nothing is made of their parts but messages.
        var devices = DeviceNames.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var range in key.AsSpan().Split('/'))
        {
            var part = key.AsSpan()[range];
            if (part.IsEmpty) return "it has an empty part";
            if (part is "." or "..") return $"its part '{part}' leads elsewhere";
            if (part[^1] is '.' or ' ') return $"its part '{part}' ends in a dot or space";
            if (Encoding.UTF8.GetByteCount(part) > MaxPartBytes) return "one of its parts is longer than 255 bytes";
            var stem = part.IndexOf('.') is var dot and >= 0 ? part[..dot] : part;
            if (devices.Contains(stem)) return $"its part '{part}' names a device";
        }

        return null;
    }

    /// <summary>The key itself, once found valid.</summary>
    /// <exception cref="ArgumentException">It is not a valid key; the message says why.</exception>
    public static string Require(string? key)
    {
        var fault = FindFault(key);
        return fault is null ? key! : throw new ArgumentException($"The object key '{Shorten(key)}' cannot be used: {fault}.", nameof(key));
    }

    private static string Shorten(string? key)
    {
        var printable = new string((key ?? "").Select(c => char.IsControl(c) ? '?' : c).ToArray());
        return printable.Length <= 100 ? printable : printable[..100] + "...";
    }
}
