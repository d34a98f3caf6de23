using System.Text.RegularExpressions;

namespace GlacierBatch.Core.Services.Batch.Images;

/// <summary>The names that content gives: <c>sha256:</c> and 64 hexadecimal digits.</summary>
internal static partial class ImageDigest
{
    /// <summary>How a digest begins.</summary>
    public const string Prefix = "sha256:";

    /// <summary>The digits of a digest or an image's id, with or without the prefix; null where it is none.</summary>
    public static string? Hex(string? text) => Shape().Match(text ?? "") is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"\A(?:sha256:)?([0-9a-f]{64})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
