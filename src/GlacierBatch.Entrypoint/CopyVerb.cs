using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Transfers;

namespace GlacierBatch.Entrypoint;

/// <summary>Copies a folder into a store, or what lies in a store into a folder, by the engine that also moves outputs.</summary>
internal static class CopyVerb
{
    /// <summary>Copies everything.</summary>
    /// <param name="from">A folder, or an address: <c>s3://bucket/prefix</c>, <c>file:///folder</c>.</param>
    /// <param name="to">An address where <paramref name="from"/> is a folder; else a folder.</param>
    public static Task<int> RunAsync(string from, string to) => Signals.RunAsync(async stop =>
    {
        var (files, bytes) = Address(to) is { } target
            ? await SendAsync(from, ObjectStores.Open(target), stop)
            : await FetchAsync(Address(from) is { } source ? ObjectStores.Open(source) : new FileObjectStore(from), to, stop);
        Console.WriteLine($"{files} files, {bytes} bytes");
        return ExitCodes.Done;
    });

    private static Uri? Address(string text) => text.Contains("://", StringComparison.Ordinal) ? new Uri(text) : null;

    private static async Task<(int Files, long Bytes)> SendAsync(string folder, IObjectStore store, CancellationToken stop)
    {
        // Links are passed over: they could lead anywhere.
        var everything = new EnumerationOptions
        {
            RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false,
        };
        var files = Directory.EnumerateFiles(folder, "*", everything).Select(path =>
            new FileUpload(path, Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')));
        var sent = await new TransferEngine(store).UploadAsync(files, cancellationToken: stop);
        return (sent.Count, sent.Sum(file => file.Size));
    }

    private static async Task<(int Files, long Bytes)> FetchAsync(IObjectStore store, string folder, CancellationToken stop)
    {
        var files = await store.ListAsync("", stop).Select(entry => new FileDownload(entry.Key, entry.Key, entry.Size)).ToListAsync(stop);
        var (count, bytes) = (0, 0L);
        await foreach (var file in new TransferEngine(store).DownloadAsync(folder, files, cancellationToken: stop))
        {
            count++;
            bytes += file.Size;
        }

        return (count, bytes);
    }
}
