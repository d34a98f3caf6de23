namespace GlacierBatch.Core.Aws.Logs;

/// <summary>Asks for a page of a stream's events.</summary>
internal sealed record GetLogEventsRequest
{
    public required string LogGroupName { get; init; }

    public required string LogStreamName { get; init; }

    /// <summary>Milliseconds since 1970, included.</summary>
    public long? StartTime { get; init; }

    /// <summary>Milliseconds since 1970, excluded.</summary>
    public long? EndTime { get; init; }

    /// <summary>Of the last page, forward or backward.</summary>
    public string? NextToken { get; init; }

    /// <summary>1 to 10,000.</summary>
    public int? Limit { get; init; }

    /// <summary>Whether the oldest come first; without it the page is the newest.</summary>
    public bool? StartFromHead { get; init; }
}

/// <summary>A page of events. A page may be empty while there are more: only the same token again is the end.</summary>
internal sealed record GetLogEventsResponse
{
    public IReadOnlyList<OutputLogEvent> Events { get; init; } = [];

    public string? NextForwardToken { get; init; }

    public string? NextBackwardToken { get; init; }
}

/// <summary>A line of a log. Times are milliseconds since 1970.</summary>
internal sealed record OutputLogEvent
{
    public long? Timestamp { get; init; }

    public string? Message { get; init; }

    public long? IngestionTime { get; init; }
}
