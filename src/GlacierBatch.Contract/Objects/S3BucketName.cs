namespace GlacierBatch.Contract.Objects;

/// <summary>The rule for names of buckets.</summary>
internal static class S3BucketName
{
    /// <summary>The name itself, once found valid.</summary>
    /// <exception cref="ArgumentException">It is no name of a bucket.</exception>
    public static string Require(string? name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var isValid = name.Length is >= 3 and <= 63
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
            && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
            && !name.Contains("..", StringComparison.Ordinal);
        if (isValid) return name;
        throw new ArgumentException(
            $"'{name}' is no name of an S3 bucket: those have 3 to 63 small letters, digits, dots and hyphens, and begin and end with " +
            "a letter or digit.", nameof(name));
    }
}
