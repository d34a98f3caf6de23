namespace GlacierBatch.Core.Aws.Wire;

/// <summary>A request went out, in whole or in part, and no whole answer came back: it may have had its effect or not.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What caused it.</param>
internal sealed class AnswerLostException(string message, Exception inner) : IOException(message, inner);
