using GlacierBatch.S3Sink;

// On loopback and a free port, which it prints; it ends with its standard input, so that none outlives the benchmark.
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseKestrel(kestrel =>
{
    kestrel.Listen(System.Net.IPAddress.Loopback, 0);
    kestrel.AddServerHeader = false;
    kestrel.Limits.MaxRequestBodySize = null;
    kestrel.Limits.MinRequestBodyDataRate = null;
    kestrel.Limits.MinResponseDataRate = null;
});

await using var app = builder.Build();
var bucket = new SinkBucket();
var requests = new SinkRequests(bucket);
app.Run(requests.AnswerAsync);
await app.StartAsync();
Console.WriteLine(app.Urls.Single());

// "clear" forgets all objects, so that every peer begins with an empty bucket; "count" tells what there is.
while (await Console.In.ReadLineAsync() is { } line)
{
    if (line == "clear") bucket.Clear();
    var (objects, bytes) = bucket.Count();
    Console.WriteLine($"{objects} {bytes}");
}

await app.StopAsync();
