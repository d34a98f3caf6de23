namespace GlacierBatch.Core;

/// <summary>A fault that a user can act on: one clear sentence of what was wrong and where, and one of what to do.</summary>
/// <param name="kind">What kind of fault it is.</param>
/// <param name="errorId">The stable identifier, for instance <c>UnknownRegion</c>; scripts and tests rely on it.</param>
/// <param name="message">One sentence: what was wrong, and where.</param>
/// <param name="recommendation">One sentence: what to do, or null.</param>
/// <param name="target">What the fault is about: a path, a name, an object; or null.</param>
/// <param name="inner">What caused it, or null.</param>
public sealed class GlacierBatchException(
    ErrorKind kind,
    string errorId,
    string message,
    string? recommendation = null,
    object? target = null,
    Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What kind of fault it is.</summary>
    public ErrorKind Kind { get; } = kind;

    /// <summary>The stable identifier, for instance <c>UnknownRegion</c>.</summary>
    public string ErrorId { get; } = errorId;

    /// <summary>What to do, or null.</summary>
    public string? Recommendation { get; } = recommendation;

    /// <summary>What the fault is about: a path, a name, an object; or null.</summary>
    public object? Target { get; } = target;
}
