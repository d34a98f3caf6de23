namespace GlacierBatch.Contract.Rasters;

/// <summary>
/// A file is no whole TIFF. The message is a reason in one line that follows the file's name: "it is cut off: 5 of its bytes are missing".
/// </summary>
public sealed class TiffFormatException : Exception
{
    /// <summary>With no reason known.</summary>
    public TiffFormatException()
        : this("it is not a TIFF")
    {
    }

    /// <summary>With the reason.</summary>
    public TiffFormatException(string message)
        : base(message)
    {
    }

    /// <summary>With the reason, and what it was found by.</summary>
    public TiffFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
