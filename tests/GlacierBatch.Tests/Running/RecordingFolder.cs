using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Tests.Running;

/// <summary>A folder that remembers in which order objects appeared, whether written or taken.</summary>
internal sealed class RecordingFolder(FileObjectStore inner) : RecordingStore(inner), IFileTaker
{
    public async Task TakeAsync(IReadOnlyList<GivenFile> files, CancellationToken cancellationToken = default)
    {
        var refused = new HashSet<string>();
        await inner.TakeAsync([.. files.Select(file => file with { Otherwise = token => RefuseAsync(file, token) })], cancellationToken);
        foreach (var file in files.Where(file => !refused.Contains(file.Key))) Note(file.Key);

        Task RefuseAsync(GivenFile file, CancellationToken token)
        {
            refused.Add(file.Key);
            return file.Otherwise?.Invoke(token) ?? Task.CompletedTask;
        }
    }
}
