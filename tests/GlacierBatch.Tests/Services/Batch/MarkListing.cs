using System.Globalization;
using System.Text;
using System.Web;
using GlacierBatch.Contract.Results;
using GlacierBatch.Tests.TestSupport;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>
/// The listing of the marks of a run's ends as S3 gives it, a thousand a page, without ten thousand objects: of those children of an array
/// that have ended. A child's index is its task's position.
/// </summary>
/// <param name="run">The run's name.</param>
/// <param name="array">The array.</param>
internal sealed class MarkListing(string run, WorldJob array)
{
    private const int PageSize = 1000;

    /// <summary>How a child that has ended ended; null where its runner left no mark.</summary>
    public Func<WorldChild, TaskOutcome?> OutcomeOf { get; init; } =
        child => child.Status == "SUCCEEDED" ? TaskOutcome.Done : TaskOutcome.Script;

    /// <summary>The page that is asked for, or null where something else is.</summary>
    public (int, string)? Answer(ProxiedRequest request)
    {
        if (!request.Is("GET", "list-type=2") || !request.Target.Contains("ended", StringComparison.Ordinal)) return null;
        var query = HttpUtility.ParseQueryString(new Uri("http://moto" + request.Target).Query);
        var from = int.Parse(query["continuation-token"] ?? "0", CultureInfo.InvariantCulture);
        var there = array.Children.Where(child => child.IsEnded).Select(KeyOf).OfType<string>().Order(StringComparer.Ordinal).ToList();
        var page = there.Skip(from).Take(PageSize).ToList();
        var isMore = from + page.Count < there.Count;
        var xml = new StringBuilder("<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        xml.Append($"<KeyCount>{page.Count}</KeyCount><EncodingType>url</EncodingType>")
            .Append($"<IsTruncated>{(isMore ? "true" : "false")}</IsTruncated>");
        if (isMore) xml.Append($"<NextContinuationToken>{from + page.Count}</NextContinuationToken>");
        foreach (var key in page)
            xml.Append($"<Contents><Key>{key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>")
                .Append("<ETag>\"e\"</ETag><Size>0</Size></Contents>");
        return (200, xml.Append("</ListBucketResult>").ToString());
    }

    private string? KeyOf(WorldChild child) => OutcomeOf(child) is not { } outcome ? null : new EndMark(
        child.Index, outcome, Math.Max(1, child.Attempts.Count), DateTimeOffset.UnixEpoch.AddHours(1), DateTimeOffset.UnixEpoch.AddHours(2),
        1L << 30).ToKey(run);
}
