namespace GlacierBatch.Contract.Objects;

/// <summary>A store that can hand out parts of an object without moving the rest. Others are asked for streams that can seek.</summary>
public interface IRangeReader
{
    /// <summary>Parts of one version of an object; nothing is asked before the first of them.</summary>
    /// <param name="entry">What its listing says.</param>
    IObjectRanges OpenRanges(ObjectEntry entry);
}
