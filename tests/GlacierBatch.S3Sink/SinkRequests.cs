using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace GlacierBatch.S3Sink;

/// <summary>Answers what the clients of the benchmark ask. Nobody's signature and no checksum is looked at.</summary>
internal sealed partial class SinkRequests(SinkBucket bucket)
{
    /// <summary>Answers one request.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        var slash = path.IndexOf('/', 1);
        var key = slash < 0 ? "" : path[(slash + 1)..];
        var query = context.Request.Query;
        context.Response.Headers["x-amz-request-id"] = "1";
        return context.Request.Method switch
        {
            "PUT" when key.Length == 0 => NothingAsync(context),
            "PUT" => PutAsync(context, key),
            "POST" when query.ContainsKey("uploads") => BeginAsync(context, key),
            "POST" when query.ContainsKey("uploadId") => CompleteAsync(context, key),
            "HEAD" when key.Length == 0 => NothingAsync(context),
            "GET" when key.Length == 0 => ListAsync(context),
            "GET" or "HEAD" => GetAsync(context, key),
            "DELETE" => DeleteAsync(context, key),
            _ => FailAsync(context, HttpStatusCode.NotImplemented, "NotImplemented"),
        };
    }

    private static Task NothingAsync(HttpContext context)
    {
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static async Task FailAsync(HttpContext context, HttpStatusCode status, string code)
    {
        context.Response.StatusCode = (int)status;
        if (context.Request.Method != "HEAD") await XmlAsync(context, $"<Error><Code>{code}</Code><Message>{code}</Message></Error>");
    }

    private static Task XmlAsync(HttpContext context, string xml)
    {
        var bytes = Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + xml);
        context.Response.ContentType = "application/xml";
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes).AsTask();
    }

    private static List<KeyValuePair<string, string>> Metadata(HttpRequest request) =>
    [
        .. request.Headers.Where(h => h.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase))
            .Select(h => KeyValuePair.Create(h.Key, h.Value.ToString())),
    ];

    private async Task PutAsync(HttpContext context, string key)
    {
        var request = context.Request;
        var (content, trailer) = await SinkBody.ReadAsync(request);
        var checksum = trailer ?? (request.Headers.TryGetValue("x-amz-checksum-crc32", out var header) ? header.ToString() : null);
        var headers = Metadata(request);
        if (checksum is not null) headers.Add(new("x-amz-checksum-crc32", checksum));
        var stored = new StoredObject([content], content.Length, bucket.NewETag(), DateTimeOffset.UtcNow, headers);
        if (request.Query.TryGetValue("uploadId", out var upload))
            bucket.PutPart(upload.ToString(), int.Parse(request.Query["partNumber"].ToString(), CultureInfo.InvariantCulture), stored);
        else if (request.Headers.IfNoneMatch.Count == 0 && request.Headers.IfMatch.Count == 0) bucket.Put(key, stored);
        else if (!bucket.TryPut(key, stored, request.Headers.IfMatch.Count == 0 ? null : request.Headers.IfMatch.ToString()))
        {
            await FailAsync(context, HttpStatusCode.PreconditionFailed, "PreconditionFailed");
            return;
        }

        context.Response.Headers.ETag = stored.ETag;
        if (checksum is not null) context.Response.Headers["x-amz-checksum-crc32"] = checksum;
        context.Response.ContentLength = 0;
    }

    private Task BeginAsync(HttpContext context, string key) => XmlAsync(context,
        "<InitiateMultipartUploadResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" +
        $"<Bucket>bucket</Bucket><Key>{WebUtility.HtmlEncode(key)}</Key><UploadId>{bucket.Begin(Metadata(context.Request))}</UploadId>" +
        "</InitiateMultipartUploadResult>");

    private async Task CompleteAsync(HttpContext context, string key)
    {
        using var reader = new StreamReader(context.Request.Body);
        await reader.ReadToEndAsync();
        var checksum = context.Request.Headers.TryGetValue("x-amz-checksum-crc32", out var header) ? header.ToString() : null;
        var whole = bucket.Complete(key, context.Request.Query["uploadId"].ToString(), checksum);
        await XmlAsync(context,
            "<CompleteMultipartUploadResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Bucket>bucket</Bucket>" +
            $"<Key>{WebUtility.HtmlEncode(key)}</Key><ETag>{WebUtility.HtmlEncode(whole.ETag)}</ETag></CompleteMultipartUploadResult>");
    }

    private async Task GetAsync(HttpContext context, string key)
    {
        if (bucket.Find(key) is not { } found)
        {
            await FailAsync(context, HttpStatusCode.NotFound, "NoSuchKey");
            return;
        }

        if (context.Request.Headers.IfMatch is { Count: > 0 } wanted && wanted.ToString() != found.ETag)
        {
            await FailAsync(context, HttpStatusCode.PreconditionFailed, "PreconditionFailed");
            return;
        }

        var response = context.Response;
        response.Headers.ETag = found.ETag;
        response.Headers.LastModified = found.Written.ToString("R", CultureInfo.InvariantCulture);
        response.Headers.AcceptRanges = "bytes";
        response.ContentType = "binary/octet-stream";
        foreach (var (name, value) in found.Headers)
        {
            // As S3 does: of a range the whole's checksum is not told.
            if (!context.Request.Headers.ContainsKey("Range") || !name.StartsWith("x-amz-checksum", StringComparison.Ordinal))
                response.Headers[name] = value;
        }

        var (from, to) = (0L, found.Size - 1);
        if (RangePattern().Match(context.Request.Headers.Range.ToString()) is { Success: true } range)
        {
            from = long.Parse(range.Groups[1].Value, CultureInfo.InvariantCulture);
            if (range.Groups[2].Length > 0) to = Math.Min(to, long.Parse(range.Groups[2].Value, CultureInfo.InvariantCulture));
            response.StatusCode = (int)HttpStatusCode.PartialContent;
            response.Headers.ContentRange = $"bytes {from}-{to}/{found.Size}";
        }

        response.ContentLength = to - from + 1;
        if (context.Request.Method != "HEAD") await WriteAsync(response, found, from, to + 1, context.RequestAborted);
    }

    private static async Task WriteAsync(HttpResponse response, StoredObject found, long from, long end, CancellationToken gone)
    {
        const int Most = 1 << 20;
        long begin = 0;
        foreach (var piece in found.Pieces)
        {
            var (first, last) = (Math.Max(from - begin, 0), Math.Min(end - begin, piece.Length));
            for (var at = first; at < last; at += Most)
            {
                await response.Body.WriteAsync(piece.AsMemory((int)at, (int)Math.Min(Most, last - at)), gone);
            }

            begin += piece.Length;
        }
    }

    private Task DeleteAsync(HttpContext context, string key)
    {
        if (!context.Request.Query.ContainsKey("uploadId")) bucket.Delete(key);
        context.Response.StatusCode = (int)HttpStatusCode.NoContent;
        return Task.CompletedTask;
    }

    private Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (query.ContainsKey("location")) return XmlAsync(context, "<LocationConstraint/>");
        var (prefix, delimiter) = (query["prefix"].ToString(), query["delimiter"].ToString());
        var count = int.TryParse(query["max-keys"], out var most) ? Math.Min(most, 1000) : 1000;
        var after = query["continuation-token"].ToString() is { Length: > 0 } token ? Uri.UnescapeDataString(token)
            : query["marker"].ToString();
        var found = bucket.List(prefix, after, count + 1);
        var isTruncated = found.Count > count;
        var xml = new StringBuilder("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>bucket</Name>");
        var encodes = query.ContainsKey("encoding-type");
        string Word(string key) => encodes ? Uri.EscapeDataString(key) : WebUtility.HtmlEncode(key);
        if (encodes) xml.Append("<EncodingType>url</EncodingType>");
        xml.Append($"<IsTruncated>{(isTruncated ? "true" : "false")}</IsTruncated>");
        var folders = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (key, stored) in found.Take(count))
        {
            var cut = delimiter.Length == 0 ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            if (cut >= 0) folders.Add(key[..(cut + 1)]);
            else
            {
                xml.Append($"<Contents><Key>{Word(key)}</Key><LastModified>{stored.Written.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}")
                    .Append($"</LastModified><ETag>{WebUtility.HtmlEncode(stored.ETag)}</ETag><Size>{stored.Size}</Size>")
                    .Append("<StorageClass>STANDARD</StorageClass></Contents>");
            }
        }

        foreach (var folder in folders) xml.Append($"<CommonPrefixes><Prefix>{Word(folder)}</Prefix></CommonPrefixes>");
        if (isTruncated)
        {
            var last = found[count - 1].Key;
            xml.Append($"<NextContinuationToken>{Uri.EscapeDataString(last)}</NextContinuationToken><NextMarker>{Word(last)}</NextMarker>");
        }

        return XmlAsync(context, xml.Append("</ListBucketResult>").ToString());
    }

    [GeneratedRegex(@"^bytes=(\d+)-(\d*)$")]
    private static partial Regex RangePattern();
}
