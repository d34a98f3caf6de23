using System.Security.Cryptography;
using System.Text;

namespace GlacierBatch.Contract.Objects;

/// <summary>
/// The right to change one key, held against every thread and process of this machine. It is the kernel's lock on a file, so
/// it ends with the process that holds it. The keys share 256 files, which therefore never need to be removed: a lock file
/// that somebody deletes while others wait for it would let two in.
/// </summary>
/// <param name="paths">The folder.</param>
/// <param name="time">Paces the waits for another writer.</param>
internal sealed class FileObjectLocks(FileObjectPaths paths, TimeProvider time)
{
    private const int SharingViolationOnWindows = unchecked((int)0x80070020);
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnBsd = 35;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Whether a held lock was seen to keep another one out.</summary>
    private volatile bool _exclusive;

    /// <summary>Waits until the key is free, and takes it. Disposing what is returned lets the next one in.</summary>
    /// <exception cref="IOException">
    /// The lock file cannot be made, the file system keeps no locks, or another process has not let go for two minutes.
    /// </exception>
    public async Task<IDisposable> AcquireAsync(string key, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var wait = FirstWait;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var file = FileObjectFaults.On(paths, key, "changed in", () => TryOpen(RequirePlain(PathOf(key))));
            if (file is not null)
            {
                if (!_exclusive) RequireExclusion(file);
                _exclusive = true;
                return file;
            }

            if (time.GetElapsedTime(started) > Patience)
            {
                throw new IOException(
                    $"The object '{key}' in the folder '{paths.Root}' could not be changed: another process has held its lock for " +
                    $"{Patience.TotalMinutes} minutes; end that process and try again.");
            }

            await Task.Delay(wait, time, cancellationToken);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    private string PathOf(string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return Path.Join(paths.MakeOwnFolder("locks"), Convert.ToHexStringLower(hash.AsSpan(0, 1)));
    }

    private static string RequirePlain(string path) => PlainFile.FindFault(path) is not { } fault ? path
        : throw new IOException($"its lock {Path.GetFileName(path)} cannot be used, {fault}; delete that file");

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when (e.HResult is SharingViolationOnWindows or WouldBlockOnLinux or WouldBlockOnBsd)
        {
            return null;
        }
    }

    /// <summary>
    /// Some network file systems, and a setting of .NET, let FileShare.None pass without a lock. Two winners would be worse than none.
    /// </summary>
    private void RequireExclusion(FileStream held)
    {
        FileStream? second;
        try
        {
            second = TryOpen(held.Name);
        }
        catch
        {
            held.Dispose();
            throw;
        }

        if (second is null) return;
        second.Dispose();
        held.Dispose();
        throw new IOException(
            $"The folder '{paths.Root}' cannot be used as a bucket because its file system keeps no file locks; use a local disk, " +
            "and unset DOTNET_SYSTEM_IO_DISABLEFILELOCKING.");
    }
}
