using System.Globalization;
using System.Text;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Results;

namespace GlacierBatch.Entrypoint;

/// <summary>The second checkpoint: a job writes to the bucket, and what it wrote is read back.</summary>
internal static class WriteTestVerb
{
    private const string Key = "batch-test/hello.txt";

    /// <summary>Writes and reads, and returns the exit code.</summary>
    public static Task<int> RunAsync() => Signals.RunAsync(async stop =>
    {
        var store = StoreOfVariables.Open();
        await WriteAsync(store, Key, "Hello from AWS Batch!", stop);
        Console.WriteLine($"Wrote {Key} to {store.Location} and read it back.");
        return ExitCodes.Done;
    });

    /// <summary>Writes a text with the time (UTC) as its last line, and reads it back.</summary>
    /// <exception cref="IOException">It cannot be written or read, or something else is read than was written.</exception>
    public static async Task WriteAsync(IObjectStore store, string key, string text, CancellationToken cancellationToken)
    {
        var stamp = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var content = Encoding.UTF8.GetBytes($"{text}\n{stamp}\n");
        await store.PutAsync(key, new MemoryStream(content), cancellationToken);
        var read = await store.GetAsync(key, cancellationToken);
        if (read is null || !read.Content.Span.SequenceEqual(content))
        {
            throw new IOException($"What was written to {key} in {store.Location} is not what is read from there.");
        }
    }
}
