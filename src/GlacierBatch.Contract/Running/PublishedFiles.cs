using System.Collections.Concurrent;
using GlacierBatch.Contract.Results;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// What of an attempt's files is in the store already, and as which content: nothing is sent twice, and nothing stale stays.
/// </summary>
public sealed class PublishedFiles
{
    private readonly ConcurrentDictionary<string, (FileStamp Stamp, OutputFile Output)> _files = new(StringComparer.Ordinal);

    /// <summary>All of it, by path in ordinal order.</summary>
    public IReadOnlyList<OutputFile> Outputs =>
        [.. _files.Values.Select(file => file.Output).OrderBy(output => output.Path, StringComparer.Ordinal)];

    /// <summary>The output of a file; null where the file, as it is now, is not published.</summary>
    public OutputFile? Find(CollectedFile file) =>
        _files.TryGetValue(file.Path, out var known) && known.Stamp == file.Stamp ? known.Output : null;

    /// <summary>Notes that the store has confirmed a file with this content.</summary>
    public void Add(OutputFile output, FileStamp stamp) => _files[output.Path] = (stamp, output);
}
