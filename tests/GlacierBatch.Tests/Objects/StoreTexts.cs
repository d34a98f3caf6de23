using System.Text;
using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Tests.Objects;

/// <summary>Texts as objects, to keep the tests short.</summary>
internal static class StoreTexts
{
    internal static Task PutTextAsync(this IObjectStore store, string key, string text) =>
        store.PutAsync(key, new MemoryStream(Encoding.UTF8.GetBytes(text)));

    internal static Task<string?> TryPutTextAsync(this IObjectStore store, string key, string text, PutCondition condition) =>
        store.TryPutAsync(key, Encoding.UTF8.GetBytes(text), condition);

    internal static async Task<string?> GetTextAsync(this IObjectStore store, string key) =>
        await store.GetAsync(key) is { } document ? Encoding.UTF8.GetString(document.Content.Span) : null;

    internal static async Task<string[]> KeysAsync(this IObjectStore store, string prefix = "") =>
        await store.ListAsync(prefix).Select(e => e.Key).ToArrayAsync();
}
