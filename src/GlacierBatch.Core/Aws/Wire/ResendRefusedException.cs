namespace GlacierBatch.Core.Aws.Wire;

/// <summary>Something below the retry policy tried to send an attempt a second time.</summary>
// No IOException: that is what the SDK takes for a broken connection and tries again.
internal sealed class ResendRefusedException() : Exception("The same attempt was about to be sent twice; it was held back.");
