namespace GlacierBatch.Contract.Transfers;

/// <summary>A file of this machine could not be written: its disk is full, its folder cannot be made, access is denied.</summary>
/// <param name="path">The file.</param>
/// <param name="reason">Why, as the second half of a sentence.</param>
/// <param name="cause">What the file system said.</param>
public sealed class FileWriteException(string path, string reason, Exception cause)
    : IOException($"The file {path} could not be written: {reason}.", cause)
{
    /// <summary>Why, as the second half of a sentence, without a full stop.</summary>
    public string Reason => reason;
}
