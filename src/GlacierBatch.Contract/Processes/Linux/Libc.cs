using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace GlacierBatch.Contract.Processes.Linux;

/// <summary>The system calls that .NET does not offer. Values are those of 64-bit Linux, glibc and musl alike.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class Libc
{
    internal const int NoEntry = 2;
    internal const int Interrupted = 4;
    internal const int NoChild = 10;
    internal const int AccessDenied = 13;
    internal const int NotFormatted = 8;
    internal const int NoFolder = 20;

    internal const int SignalKill = 9;
    internal const int SignalStop = 19;
    internal const int SignalTerminate = 15;

    internal const int ReadOnly = 0;
    internal const int NonBlocking = 0x800;
    internal const int CloseOnExec = 0x80000;
    internal const int PathOnly = 0x200000;

    internal const ulong ResolveNoSymlinks = 4;
    internal const ulong ResolveBeneath = 8;

    internal const int WorkingFolder = -100;
    internal const int NoFollow = 0x100;
    internal const int EmptyPath = 0x1000;
    internal const uint StatusOfKind = 1;
    internal const int StatusBytes = 256;
    internal const int StatusModeAt = 28;
    internal const int KindMask = 0xF000;
    internal const int KindFolder = 0x4000;
    internal const int KindFile = 0x8000;
    internal const int KindLink = 0xA000;

    internal const int WaitById = 1;
    internal const int WaitNoHang = 1;
    internal const int WaitExited = 4;
    internal const int WaitNoReap = 0x1000000;

    internal const short SpawnDefaultSignals = 0x04;
    internal const short SpawnSignalMask = 0x08;
    internal const short SpawnSession = 0x80;

    /// <summary>Of the whole file, where the range is 0 to 0.</summary>
    internal const uint WriteRange = 2;

    internal const short PollIn = 1;
    internal const int ConfigClockTicks = 2;

    /// <summary>System call numbers, the same on every architecture.</summary>
    internal const long PidfdSendSignal = 424;
    internal const long PidfdOpen = 434;
    internal const long OpenBeneath = 437;

    /// <summary>The C library; musl answers to the name too.</summary>
    private const string Library = "libc.so.6";

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollEntry
    {
        internal int Descriptor;
        internal short Events;
        internal short Returned;
    }

    /// <summary>How openat2 opens.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct OpenHow
    {
        internal ulong Flags;
        internal ulong Mode;
        internal ulong Resolve;
    }

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true)]
    internal static partial int Open(byte* path, int flags);

    [LibraryImport(Library, EntryPoint = "read")]
    internal static partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport(Library, EntryPoint = "sync_file_range")]
    internal static partial int BeginWriting(SafeFileHandle file, long offset, long count, uint what);

    [LibraryImport(Library, EntryPoint = "close")]
    internal static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "pipe2", SetLastError = true)]
    internal static partial int Pipe(int* descriptors, int flags);

    [LibraryImport(Library, EntryPoint = "kill")]
    internal static partial int Kill(int pid, int signal);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport(Library, EntryPoint = "statx")]
    internal static partial int Status(int folder, byte* path, int flags, uint mask, byte* status);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial long SystemCall(long number, long first, long second, long third, long fourth);

    [LibraryImport(Library, EntryPoint = "sysconf")]
    internal static partial long Configuration(int name);

    [LibraryImport(Library, EntryPoint = "waitid", SetLastError = true)]
    internal static partial int WaitId(int kind, int id, byte* info, int options);

    [LibraryImport(Library, EntryPoint = "wait4", SetLastError = true)]
    internal static partial int Wait(int pid, int* status, int options, byte* usage);

    [LibraryImport(Library, EntryPoint = "sigaddset")]
    internal static partial int AddSignal(byte* set, int signal);

    [LibraryImport(Library, EntryPoint = "posix_spawn")]
    internal static partial int Spawn(int* pid, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    internal static partial int InitActions(byte* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    internal static partial int DestroyActions(byte* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addopen")]
    internal static partial int AddOpen(byte* actions, int descriptor, byte* path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    internal static partial int AddDuplicate(byte* actions, int from, int to);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    internal static partial int AddChangeDirectory(byte* actions, byte* path);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    internal static partial int InitAttributes(byte* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_destroy")]
    internal static partial int DestroyAttributes(byte* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    internal static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    internal static partial int SetDefaultSignals(byte* attributes, byte* set);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    internal static partial int SetSignalMask(byte* attributes, byte* set);
}
