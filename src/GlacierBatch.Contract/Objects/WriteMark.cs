using System.Security.Cryptography;
using Amazon.S3.Model;

namespace GlacierBatch.Contract.Objects;

/// <summary>
/// A word of its own that every write leaves in the object's metadata. When an answer was lost and the client sent the request
/// again, S3 refuses the second as if another had been first; the mark tells that it was ourselves. Content could not tell it:
/// two writers may well write the same.
/// </summary>
internal sealed class WriteMark
{
    private const string Name = "x-amz-meta-glacierbatch-write";

    private readonly string _word = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Puts it on an object to be written.</summary>
    public void AddTo(MetadataCollection metadata) => metadata[Name] = _word;

    /// <summary>Whether an object bears it.</summary>
    public bool IsOn(MetadataCollection metadata) => metadata[Name] == _word;
}
