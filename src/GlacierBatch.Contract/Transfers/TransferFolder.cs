using System.Security.Cryptography;
using System.Text;
using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Contract.Transfers;

/// <summary>
/// The folder into which objects are fetched. What is on its way lies in a hidden folder of its own, which goes when it is empty, so
/// that nothing unfinished ever has a name that somebody looks for.
/// </summary>
internal sealed class TransferFolder
{
    private const string PartialFolder = "partial";

    /// <summary>How often the hidden folder may be removed under our hands, by others who are done, before it is a fault.</summary>
    private const int MaxAttempts = 100;

    /// <summary>What Linux and macOS say of a folder that is there already.</summary>
    private const int ExistsOnUnix = 17;

    /// <summary>After this long nobody comes back for the half of a file.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(7);

    /// <summary>What is younger may be made at this very moment, and not be locked yet.</summary>
    private static readonly TimeSpan Made = TimeSpan.FromMinutes(1);

    private readonly FileObjectPaths _paths;
    private readonly TimeProvider _time;

    /// <summary>Names the folder; it is made by the first file.</summary>
    public TransferFolder(string folder, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _paths = new FileObjectPaths(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        _time = time;
        Sweep();
    }

    private string OwnFolder => Path.Join(_paths.Root, FileObjectPaths.OwnFolder);

    private string Partials => Path.Join(OwnFolder, PartialFolder);

    /// <summary>The full path of a file in the folder.</summary>
    /// <exception cref="ArgumentException">It leads elsewhere, or is no path that every platform has.</exception>
    /// <exception cref="IOException">There is a link on the way, or it cannot be reached.</exception>
    public string Resolve(string path)
    {
        var full = _paths.Resolve(path);
        try
        {
            _paths.RequireNoLinks(path);
        }
        catch (FileObjectException e) when (e.InnerException is { } cause)
        {
            throw TransferFaults.NotWritten(full, cause);
        }

        return Path.GetFullPath(full);
    }

    /// <summary>A new file for content that is fetched in one go.</summary>
    public PartialFile Create(string path) => Create(path, Guid.NewGuid().ToString("N"), isResumable: false);

    /// <summary>The file for a version of a large object: what an ended process left of the same one, else a new one.</summary>
    /// <param name="path">The file that it becomes.</param>
    /// <param name="version">Names store, key, version and size.</param>
    public PartialFile Resume(string path, string version)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version)).AsSpan(0, 16));
        var left = Directory.Exists(Partials) ? Directory.GetFiles(Partials, $"{name}.*") : [];
        foreach (var abandoned in left)
        {
            // Whoever gets it gives it a name of its own: of two that try, one succeeds.
            if (PartialFile.Adopt(abandoned, Path.Join(Partials, $"{name}.{Guid.NewGuid():N}")) is { } adopted) return adopted;
        }

        return Create(path, $"{name}.{Guid.NewGuid():N}", isResumable: true);
    }

    /// <summary>Gives a finished file its name.</summary>
    /// <exception cref="IOException">There is a folder of that name, a link on the way, or the disk fails.</exception>
    public void Finish(PartialFile partial, string path)
    {
        var full = Path.Join(_paths.Root, path);
        _paths.RequireNoLinks(path);
        TransferFaults.OnWrite(full, () =>
        {
            if (Directory.Exists(full)) throw new IOException("there is a folder of this name");
            Directory.CreateDirectory(Path.GetDirectoryName(full) ?? _paths.Root);
            partial.MoveTo(full);
        });
    }

    /// <summary>Removes the hidden folder if nothing is on its way any more.</summary>
    public void RemoveIfEmpty()
    {
        try
        {
            Directory.Delete(Partials);
            Directory.Delete(OwnFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Others are at work there, or something is kept to go on with.
        }
    }

    private PartialFile Create(string path, string name, bool isResumable) =>
        TransferFaults.OnWrite(Path.Join(_paths.Root, path), () =>
        {
            for (var attempt = 1; ; attempt++)
            {
                var hasFolder = Directory.Exists(Partials);
                try
                {
                    return PartialFile.Create(Path.Join(_paths.MakeOwnFolder(PartialFolder), name), isResumable);
                }
                catch (IOException e) when (attempt < MaxAttempts && (e is DirectoryNotFoundException or FileNotFoundException
                    || ((!hasFolder || e.HResult == ExistsOnUnix) && !File.Exists(OwnFolder) && !File.Exists(Partials))))
                {
                    // Another who was done removed the empty folder, perhaps while it was made, which .NET takes for one in the way.
                }
            }
        });

    /// <summary>Removes what killed processes left: small files, and halves of large ones that are old.</summary>
    private void Sweep()
    {
        try
        {
            if (!Directory.Exists(Partials) || new DirectoryInfo(Partials).LinkTarget is not null) return;
            foreach (var path in Directory.EnumerateFiles(Partials))
            {
                var isResumable = Path.HasExtension(path);
                var limit = _time.GetUtcNow() - (isResumable ? Abandoned : Made);
                if (File.GetLastWriteTimeUtc(path) < limit.UtcDateTime) PartialFile.DeleteAbandoned(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Removed by another who was done, or somebody else's: litter is no reason to fail.
        }
    }
}
