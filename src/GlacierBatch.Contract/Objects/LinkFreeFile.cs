using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using GlacierBatch.Contract.Processes.Linux;
using Microsoft.Win32.SafeHandles;

namespace GlacierBatch.Contract.Objects;

/// <summary>
/// Opens a file below a folder in one step, in which the kernel follows no symbolic link and leaves no folder (openat2). To look at each
/// part of the way before takes two calls a part, and leaves a moment in which one of them can be exchanged for a link.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe class LinkFreeFile
{
    private const int MaxPathBytes = 4096;

    /// <summary>Opens a file for reading.</summary>
    /// <param name="root">The folder's full path; it may be a link itself.</param>
    /// <param name="key">The path below it.</param>
    /// <param name="file">The file; null where there is none. A folder is none.</param>
    /// <returns>
    /// Whether that is the answer. It is not where the kernel, or a container's rules, do not have the call, where a link is in the way,
    /// where access is denied, and of what is no plain file: then another way must be gone, which tells what is wrong.
    /// </returns>
    public static bool TryOpen(string root, string key, out SafeFileHandle? file)
    {
        file = null;
        var bytes = ArrayPool<byte>.Shared.Rent(2 * MaxPathBytes);
        try
        {
            if (!TryWrite(root, bytes.AsSpan(0, MaxPathBytes)) || !TryWrite(key, bytes.AsSpan(MaxPathBytes, MaxPathBytes))) return false;
            fixed (byte* paths = bytes) return TryOpen(paths, paths + MaxPathBytes, out file);
        }
        catch (EntryPointNotFoundException)
        {
            // A C library that is older than any that .NET supports.
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static bool TryOpen(byte* root, byte* key, out SafeFileHandle? file)
    {
        file = null;
        var folder = Libc.Open(root, Libc.PathOnly | Libc.CloseOnExec);
        if (folder < 0) return IsMissing(Marshal.GetLastPInvokeError());
        try
        {
            // Not to wait for somebody who writes into a pipe.
            Libc.OpenHow how = new()
            {
                Flags = Libc.ReadOnly | Libc.CloseOnExec | Libc.NonBlocking,
                Resolve = Libc.ResolveBeneath | Libc.ResolveNoSymlinks,
            };
            var descriptor = (int)Libc.SystemCall(Libc.OpenBeneath, folder, (nint)key, (nint)(&how), sizeof(Libc.OpenHow));
            if (descriptor < 0) return IsMissing(Marshal.GetLastPInvokeError());
            var opened = new SafeFileHandle(descriptor, ownsHandle: true);
            var kind = KindOf(descriptor);
            if (kind == Libc.KindFile) file = opened;
            else opened.Dispose();
            return kind is Libc.KindFile or Libc.KindFolder;
        }
        finally
        {
            _ = Libc.Close(folder);
        }
    }

    private static bool IsMissing(int error) => error is Libc.NoEntry or Libc.NoFolder;

    private static int KindOf(int descriptor)
    {
        var nothing = (byte)0;
        var status = stackalloc byte[Libc.StatusBytes];
        return Libc.Status(descriptor, &nothing, Libc.EmptyPath, Libc.StatusOfKind, status) == 0
            ? *(ushort*)(status + Libc.StatusModeAt) & Libc.KindMask
            : 0;
    }

    /// <summary>Writes a C string, if it fits.</summary>
    private static bool TryWrite(string text, Span<byte> target)
    {
        if (!Encoding.UTF8.TryGetBytes(text, target[..^1], out var count)) return false;
        target[count] = 0;
        return true;
    }
}
