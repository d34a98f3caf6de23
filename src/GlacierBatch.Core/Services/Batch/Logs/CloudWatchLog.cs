using System.Globalization;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Logs;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Services.Batch.Logs;

/// <summary>
/// An attempt's stream in CloudWatch Logs. A page may be empty while there are more: only the same token again is the end. What an
/// attempt wrote last arrives some seconds after its end, so the end is looked at twice.
/// </summary>
internal sealed class CloudWatchLog : ILogSource
{
    private const int LargestPage = 10_000;
    private const int MaxTries = 10;
    private const int LongestWaitSeconds = 30;
    private static readonly TimeSpan ArrivalTime = TimeSpan.FromSeconds(5);

    private readonly ILogsClient _logs;
    private readonly GetLogEventsRequest _request;
    private readonly TimeProvider _time;
    private IReadOnlyList<string> _read;
    private string? _token;
    private bool _isDrained;

    private CloudWatchLog(ILogsClient logs, GetLogEventsRequest request, TimeProvider time, IReadOnlyList<string> read, string? token) =>
        (_logs, _request, _time, _read, _token) = (logs, request, time, read, token);

    /// <summary>Opens a stream.</summary>
    /// <param name="logs">The service.</param>
    /// <param name="group">The group.</param>
    /// <param name="stream">The stream; it may be named before it exists.</param>
    /// <param name="tail">How many of the last lines are wanted, which are read from the end; null for all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The log, or null where there is no such stream yet.</returns>
    public static async Task<CloudWatchLog?> OpenAsync(
        ILogsClient logs, string group, string stream, int? tail, TimeProvider time, CancellationToken cancellationToken)
    {
        var request = new GetLogEventsRequest { LogGroupName = group, LogStreamName = stream, StartFromHead = tail is null };
        if (tail is { } count) request = request with { Limit = Math.Clamp(count, 1, LargestPage) };
        if (await TryGetAsync(logs, request, time, cancellationToken) is not { } page) return null;
        var lines = Lines(page).ToList();
        var (end, token) = (page.NextForwardToken, page.NextBackwardToken);
        while (lines.Count < tail && token is not null
            && await TryGetAsync(logs, request with { NextToken = token }, time, cancellationToken) is { } older
            && older.NextBackwardToken != token)
        {
            lines.InsertRange(0, Lines(older));
            token = older.NextBackwardToken;
        }

        return new CloudWatchLog(logs, request with { StartFromHead = true, Limit = null }, time, lines, end);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadAsync(bool isOver, CancellationToken cancellationToken)
    {
        if (_read.Count > 0)
        {
            var read = _read;
            _read = [];
            return read;
        }

        while (await TryGetAsync(_logs, _request with { NextToken = _token }, _time, cancellationToken) is { } page)
        {
            var isEnd = page.NextForwardToken is null || page.NextForwardToken == _token;
            _token = page.NextForwardToken ?? _token;
            if (page.Events.Count > 0) return [.. Lines(page)];
            if (!isEnd) continue;
            if (!isOver || _isDrained) break;
            _isDrained = true;
            await Task.Delay(ArrivalTime, _time, cancellationToken);
        }

        return [];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>A page, or null where there is no such stream. A service that is throttled or away is asked again.</summary>
    private static async Task<GetLogEventsResponse?> TryGetAsync(
        ILogsClient logs, GetLogEventsRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await logs.GetLogEventsAsync(request, cancellationToken);
            }
            catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.NotFound)
            {
                return null;
            }
            catch (Exception fault) when (AwsFault.IsTransient(fault) && tries < MaxTries)
            {
                var wait = Math.Min(Math.Pow(2, tries - 1), LongestWaitSeconds) * (0.5 + (Random.Shared.NextDouble() / 2));
                await Task.Delay(TimeSpan.FromSeconds(wait), time, cancellationToken);
            }
            catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
            {
                throw AwsFault.ToException(fault, request.LogStreamName);
            }
        }
    }

    private static IEnumerable<string> Lines(GetLogEventsResponse page) => page.Events.SelectMany(each =>
        (each.Message ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Stamped(line.TrimEnd('\r'), each.Timestamp)));

    /// <summary>The runner's lines say when and where from; what else the container writes gets both.</summary>
    private static string Stamped(string line, long? timestamp)
    {
        if (timestamp is not { } milliseconds || LogLine.HasTime(line)) return line;
        var time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} out {line}");
    }
}
