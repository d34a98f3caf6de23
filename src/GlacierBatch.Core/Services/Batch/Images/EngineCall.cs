namespace GlacierBatch.Core.Services.Batch.Images;

/// <summary>One call of a container engine. Nothing secret is among its arguments or variables.</summary>
/// <param name="Step">What it does, for messages: <c>build</c>, <c>log in</c>, <c>push</c>.</param>
/// <param name="Arguments">The arguments, each handed over as it is.</param>
internal sealed record EngineCall(string Step, IReadOnlyList<string> Arguments)
{
    /// <summary>Variables added to the inherited environment.</summary>
    public Dictionary<string, string> Variables { get; init; } = [];
}
