using Amazon.Runtime;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Transfers;

namespace GlacierBatch.TestProcess;

/// <summary>What another process sends into a bucket, or fetches from one.</summary>
internal static class TransferVerbs
{
    /// <summary>Sends a folder's files, and says so of each once it is stored.</summary>
    public static async Task<int> SendAsync(string endpoint, string location, string folder)
    {
        await StartAsync();
        var engine = new TransferEngine(Open(endpoint, location));
        await Task.WhenAll(Directory.GetFiles(folder).Select(async path =>
        {
            var sent = await engine.UploadAsync(new FileUpload(path, Path.GetFileName(path)) { KeepsEqual = true });
            Console.WriteLine($"{sent.Key} {sent.Sha256}");
        }));
        Console.WriteLine("done");
        return 0;
    }

    /// <summary>Fetches all objects into a folder, and says so of each once it is there.</summary>
    public static async Task<int> FetchAsync(string endpoint, string location, string folder)
    {
        await StartAsync();
        var store = Open(endpoint, location);
        var files = await store.ListAsync("").Select(entry => new FileDownload(entry.Key, entry.Key, entry.Size)).ToListAsync();
        await foreach (var fetched in new TransferEngine(store).DownloadAsync(folder, files))
        {
            Console.WriteLine($"{fetched.Key} {fetched.Sha256}");
        }

        Console.WriteLine("done");
        return 0;
    }

    private static IObjectStore Open(string endpoint, string location) => ObjectStores.Open(new Uri(location), new ObjectStoreOptions
    {
        EndpointUrl = new Uri(endpoint), AwsRegion = "us-east-1", Credentials = new BasicAWSCredentials("testing", "testing"),
    });

    private static async Task StartAsync()
    {
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
    }
}
