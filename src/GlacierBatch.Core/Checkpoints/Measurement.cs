namespace GlacierBatch.Core.Checkpoints;

/// <summary>What was measured for a criterion, or a figure that a trigger looks at; with what it rests on.</summary>
/// <param name="Name">The criterion or figure.</param>
public sealed record Measurement(string Name)
{
    /// <summary>The value as a number: seconds, bytes, a share of 1, US dollars, a count; or null.</summary>
    public double? Number { get; init; }

    /// <summary>The value as text, or null.</summary>
    public string? Text { get; init; }

    /// <summary>Why the criterion has no meaning here, or null where it has.</summary>
    public string? NotApplicable { get; init; }

    /// <summary>By what it is known, in one line.</summary>
    public string? Evidence { get; init; }

    /// <summary>The jobs that it rests on.</summary>
    public IReadOnlyList<string>? JobIds { get; init; }

    /// <summary>The objects in the bucket that it rests on.</summary>
    public IReadOnlyList<string>? ObjectKeys { get; init; }

    /// <summary>Lines of logs.</summary>
    public IReadOnlyList<string>? LogLines { get; init; }

    /// <summary>When it was measured.</summary>
    public DateTimeOffset At { get; init; }
}
