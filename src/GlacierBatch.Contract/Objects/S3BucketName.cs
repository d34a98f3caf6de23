namespace GlacierBatch.Contract.Objects;

/// <summary>The rule for names of buckets.</summary>
internal static class S3BucketName
{
    /// <summary>What a name must be, as the end of a sentence.</summary>
    public const string Rule =
        "the name of an S3 bucket: 3 to 63 small letters, digits, dots and hyphens, and a letter or digit at its begin and end";

    /// <summary>Whether this can be the name of a bucket.</summary>
    public static bool IsValid(string name) =>
        name.Length is >= 3 and <= 63
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
        && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
        && !name.Contains("..", StringComparison.Ordinal);

    /// <summary>The name itself, once found valid.</summary>
    /// <exception cref="ArgumentException">It is no name of a bucket.</exception>
    public static string Require(string? name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return IsValid(name) ? name : throw new ArgumentException($"The bucket is '{name}', and it must be {Rule}.");
    }
}
