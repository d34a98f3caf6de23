using System.Text;
using System.Web;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch.Watching;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>What it costs to watch ten thousand children.</summary>
public sealed class CallCountTests(MotoServer moto)
{
    private const int Children = 10_000;
    private const int Looks = 20;

    [Fact]
    public async Task Twenty_looks_at_an_array_of_ten_thousand_that_ends_meanwhile_cost_250_calls_at_most()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync("watcher");
        await CloudHome.SubmitAsync(client, days: Children, change: request => request with
        {
            Window = new Contract.Tasks.DateWindow(new DateOnly(1990, 1, 1), new DateOnly(1990, 1, 1).AddDays(Children - 1)),
        });
        var array = Assert.Single(home.World.Jobs);
        var jobs = await CloudHome.JobsAsync(client);
        var keys = jobs.Select(job => StoreLayout.Result(job.RunName, job.Task)).ToList();
        home.World.Beside = request => ListResults(request, array, keys);
        using var ledger = new Ledger(home.HomeOf("watcher"));
        var poll = new EnvironmentPoll(
            await client.Environments.GetAsync(CloudHome.Environment, default), ledger, TimeProvider.System);
        var worker = new TaskWorker(home.World, home.Store());
        var before = home.Proxy.Requests.Count;

        for (var look = 0; look < Looks; look++)
        {
            // One in two hundred fails.
            home.World.Change(() =>
            {
                foreach (var child in array.Children.Skip(look * Children / Looks).Take(Children / Looks))
                    worker.End(child, child.Index % 200 == 0 ? 70 : 0);
            });
            await poll.LookAsync(default);
        }

        var calls = home.Proxy.Requests.Skip(before).ToList();
        var ended = (await CloudHome.JobsAsync(client)).GroupBy(job => job.Status).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal((9950, 50), (ended[JobStatus.SUCCEEDED], ended[JobStatus.FAILED]));
        Assert.True(calls.Count <= 250, $"{calls.Count} calls");
        Console.WriteLine($"looks: {calls.Count} calls");
    }

    /// <summary>The listing of records as S3 gives it, a thousand a page: of those children that have ended.</summary>
    private static (int, string)? ListResults(ProxiedRequest request, WorldJob array, List<string> keys)
    {
        if (!request.Is("GET", "list-type=2") || !request.Target.Contains("results", StringComparison.Ordinal)) return null;
        var query = HttpUtility.ParseQueryString(new Uri("http://moto" + request.Target).Query);
        var from = int.Parse(query["continuation-token"] ?? "0");
        var there = array.Children.Where(child => child.IsEnded).Select(child => keys[child.Index]).Order(StringComparer.Ordinal).ToList();
        var page = there.Skip(from).Take(1000).ToList();
        var isMore = from + page.Count < there.Count;
        var xml = new StringBuilder("<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        xml.Append($"<KeyCount>{page.Count}</KeyCount><EncodingType>url</EncodingType><IsTruncated>{(isMore ? "true" : "false")}</IsTruncated>");
        if (isMore) xml.Append($"<NextContinuationToken>{from + page.Count}</NextContinuationToken>");
        foreach (var key in page)
            xml.Append($"<Contents><Key>{key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>\"e\"</ETag><Size>9</Size></Contents>");
        return (200, xml.Append("</ListBucketResult>").ToString());
    }
}
