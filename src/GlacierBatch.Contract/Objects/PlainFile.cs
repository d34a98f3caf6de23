using System.Runtime.Versioning;
using System.Text;
using GlacierBatch.Contract.Processes.Linux;

namespace GlacierBatch.Contract.Objects;

/// <summary>
/// Tells plain files from what only looks like one where scripts or others have written: a link leads elsewhere, and whoever opens a
/// pipe waits for somebody at its other end, for ever where there is nobody.
/// </summary>
public static class PlainFile
{
    private const string IsLink = "it is a symbolic link, which could lead anywhere";

    /// <summary>Why it is no plain file, as the second half of a sentence; null where it is one, a folder, or not there.</summary>
    public static string? FindFault(string path) =>
        OperatingSystem.IsLinux() ? FindFaultOnLinux(path) : new FileInfo(path).LinkTarget is null ? null : IsLink;

    [SupportedOSPlatform("linux")]
    private static unsafe string? FindFaultOnLinux(string path)
    {
        var status = stackalloc byte[Libc.StatusBytes];
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            if (Libc.Status(Libc.WorkingFolder, name, Libc.NoFollow, Libc.StatusOfKind, status) != 0) return null;
        }

        return (*(ushort*)(status + Libc.StatusModeAt) & Libc.KindMask) switch
        {
            Libc.KindFile or Libc.KindFolder => null,
            Libc.KindLink => IsLink,
            _ => "it is a pipe, a socket or a device",
        };
    }
}
