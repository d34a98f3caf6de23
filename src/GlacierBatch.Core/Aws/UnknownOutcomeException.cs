namespace GlacierBatch.Core.Aws;

/// <summary>
/// A request that has an effect and no idempotency token was sent, and whether it had its effect is not known. Whoever meets
/// this looks for the effect before sending it again.
/// </summary>
/// <param name="operation">AWS's name of the operation, for instance <c>SubmitJob</c>.</param>
/// <param name="name">The name to look for.</param>
/// <param name="inner">What is known of why.</param>
public sealed class UnknownOutcomeException(string operation, string name, Exception inner)
    : Exception($"Whether {operation} '{name}' took effect is not known: {inner.Message}", inner)
{
    /// <summary>AWS's name of the operation.</summary>
    public string Operation { get; } = operation;

    /// <summary>The name to look for.</summary>
    public string Name { get; } = name;
}
