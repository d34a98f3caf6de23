using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;

namespace GlacierBatch.Core.Outputs.Reading;

/// <summary>A file of a region as the store lists it.</summary>
/// <param name="Path">Its path below the scripts' base folder.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Entry">What the listing says.</param>
internal sealed record StoredFile(string Path, OutputKind Kind, ObjectEntry Entry)
{
    /// <summary>Its name without folders and ending.</summary>
    public string Stem => System.IO.Path.GetFileNameWithoutExtension(Path);
}
