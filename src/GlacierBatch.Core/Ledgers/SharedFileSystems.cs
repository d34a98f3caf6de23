namespace GlacierBatch.Core.Ledgers;

/// <summary>Which file systems are shared between machines. SQLite's write-ahead log needs shared memory, which they do not have.</summary>
internal static class SharedFileSystems
{
    private static readonly HashSet<string> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        "nfs", "nfs4", "lustre", "gpfs", "beegfs", "ceph", "cephfs", "afs", "smb", "smb2", "smb3", "cifs", "9p", "v9fs", "fuse",
        "fuse.sshfs", "fuseblk", "glusterfs", "fuse.glusterfs", "orangefs", "pvfs2", "panfs", "wekafs", "smbfs", "webdav",
    };

    /// <summary>Whether a folder lies on one, or on one that cannot be told.</summary>
    public static bool Holds(string folder)
    {
        try
        {
            var drive = new DriveInfo(folder);
            return drive.DriveType == DriveType.Network || Formats.Contains(drive.DriveFormat);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return true;
        }
    }
}
