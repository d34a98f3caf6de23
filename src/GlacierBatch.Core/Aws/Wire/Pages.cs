namespace GlacierBatch.Core.Aws.Wire;

/// <summary>Lists that AWS gives in pages.</summary>
internal static class Pages
{
    /// <summary>The items of all pages, each page asked for when the items before it are used up.</summary>
    /// <typeparam name="TPage">A page.</typeparam>
    /// <typeparam name="TItem">An item of it.</typeparam>
    /// <param name="next">Asks for the page of a token; null is the first.</param>
    /// <param name="items">The items of a page.</param>
    /// <param name="token">The token of the page after it; null or empty, or the same again, is the end.</param>
    public static async IAsyncEnumerable<TItem> ReadAsync<TPage, TItem>(
        Func<string?, Task<TPage>> next, Func<TPage, IReadOnlyList<TItem>> items, Func<TPage, string?> token)
    {
        string? current = null;
        do
        {
            var page = await next(current);
            foreach (var item in items(page)) yield return item;
            var following = token(page);
            // CloudWatch Logs repeats the last token at the end.
            current = following == current ? null : following;
        }
        while (!string.IsNullOrEmpty(current));
    }
}
