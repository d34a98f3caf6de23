using System.Security.Cryptography;
using System.Text;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>What an environment's stack and image repository are called.</summary>
internal static class StackNames
{
    /// <summary>What the stack of every environment begins with.</summary>
    public const string Prefix = "GlacierBatch-";

    /// <summary>
    /// The stack of an environment. A stack's name has no underscore: where one was replaced, a mark of the whole name keeps
    /// <c>a_b</c> and <c>a-b</c> apart.
    /// </summary>
    public static string Stack(string environment) => environment.Contains('_', StringComparison.Ordinal)
        ? $"{Prefix}{environment.Replace('_', '-')}-{Mark(environment)}"
        : Prefix + environment;

    /// <summary>
    /// A repository of an environment's own. The mark differs each time, since a repository that was kept has its name still.
    /// </summary>
    public static string Repository(string environment, Guid once) =>
        $"glacierbatch/{Tidy(environment)}-{Mark(environment + once.ToString("N"))}";

    // A repository's name is lower case, and has single separators between letters and digits.
    private static string Tidy(string name) => string.Join('-', name.ToLowerInvariant().Split(['_', '-'],
        StringSplitOptions.RemoveEmptyEntries));

    private static string Mark(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..6];
}
