using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using GlacierBatch.Contract.Processes.Linux;
using Microsoft.Win32.SafeHandles;

namespace GlacierBatch.Contract.Objects;

/// <summary>
/// Finds and opens files below a folder in one step, in which the kernel follows no symbolic link and leaves no folder (openat2). To look
/// at each part of the way takes two calls a part, and leaves a moment in which one of them can be exchanged for a link.
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

        // Not to wait for somebody who writes into a pipe.
        if (!TryReach(root, key, Libc.ReadOnly | Libc.NonBlocking, out var descriptor)) return false;
        if (descriptor < 0) return true;
        var opened = new SafeFileHandle(descriptor, ownsHandle: true);
        var kind = KindOf(descriptor);
        if (kind == Libc.KindFile) file = opened;
        else opened.Dispose();
        return kind is Libc.KindFile or Libc.KindFolder;
    }

    /// <summary>Looks what is there.</summary>
    /// <param name="root">The folder's full path; it may be a link itself.</param>
    /// <param name="key">The path below it.</param>
    /// <param name="kind">What it is, as <see cref="Libc"/> names it; 0 where there is nothing.</param>
    /// <returns>Whether that is the answer, as above; where it is, there is no link on the way.</returns>
    public static bool TryFind(string root, string key, out int kind)
    {
        kind = 0;
        if (!TryReach(root, key, Libc.PathOnly, out var descriptor)) return false;
        if (descriptor < 0) return true;
        kind = KindOf(descriptor);
        _ = Libc.Close(descriptor);
        return kind != 0;
    }

    /// <summary>Opens whatever is there; the descriptor is negative where there is nothing.</summary>
    private static bool TryReach(string root, string key, int flags, out int descriptor)
    {
        descriptor = -1;
        var bytes = ArrayPool<byte>.Shared.Rent(2 * MaxPathBytes);
        try
        {
            if (!TryWrite(root, bytes.AsSpan(0, MaxPathBytes)) || !TryWrite(key, bytes.AsSpan(MaxPathBytes, MaxPathBytes))) return false;
            fixed (byte* paths = bytes) return TryReach(paths, paths + MaxPathBytes, flags, out descriptor);
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

    private static bool TryReach(byte* root, byte* key, int flags, out int descriptor)
    {
        descriptor = -1;
        var folder = Libc.Open(root, Libc.PathOnly | Libc.CloseOnExec);
        if (folder < 0) return IsMissing(Marshal.GetLastPInvokeError());
        try
        {
            Libc.OpenHow how = new()
            {
                Flags = (ulong)(flags | Libc.CloseOnExec),
                Resolve = Libc.ResolveBeneath | Libc.ResolveNoSymlinks,
            };
            descriptor = (int)Libc.SystemCall(Libc.OpenBeneath, folder, (nint)key, (nint)(&how), sizeof(Libc.OpenHow));
            return descriptor >= 0 || IsMissing(Marshal.GetLastPInvokeError());
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
