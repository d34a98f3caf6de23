namespace GlacierBatch.Contract.Objects;

/// <summary>Where objects are written before they are seen.</summary>
internal sealed class FileObjectStaging(FileObjectPaths paths, TimeProvider time)
{
    /// <summary>After this long an unfinished file is a killed writer's. Longer than any task may run.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(7);

    private int _swept;

    /// <summary>A new file for a key's next content.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public StagedObject Create(string key) =>
        FileObjectFaults.On(paths, key, "written to", () => StagedObject.Create(paths, key, NewPath()));

    /// <summary>A file that somebody gives away, as a key's next content.</summary>
    /// <exception cref="IOException">The folder cannot be written, or the file cannot be moved.</exception>
    public StagedObject Take(GivenFile file) => FileObjectFaults.On(paths, file.Key, "written to", () =>
        StagedObject.Take(paths, file, NewPath(), file.Written ?? time.GetUtcNow()));

    private string NewPath()
    {
        var folder = paths.MakeOwnFolder("temp");
        if (Interlocked.Exchange(ref _swept, 1) == 0) Sweep(folder);
        return Path.Join(folder, Guid.NewGuid().ToString("N"));
    }

    private void Sweep(string folder)
    {
        var limit = time.GetUtcNow() - Abandoned;
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            if (File.GetLastWriteTimeUtc(path) >= limit.UtcDateTime) continue;
            try
            {
                // Its writer, were it alive, would hold it exclusively.
                using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0))
                {
                    File.Delete(path);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use, somebody else's, or swept by another process: litter is no reason to fail a write.
            }
        }
    }
}
