using System.Collections;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace GlacierBatch.Contract.Processes.Linux;

/// <summary>
/// Starts a process in a session of its own, which .NET's Process cannot: there it would share the terminal's process group, and Ctrl-C
/// would end tasks that are to go on. The C library does it between fork and exec (posix_spawn), without a shell or a launcher.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe class Spawn
{
    /// <summary>Room for the C library's own records: glibc's and musl's take less than half.</summary>
    private const int RecordBytes = 1024;

    /// <summary>Signals that a program may find changed by its parent; real-time signals are left alone.</summary>
    private const int LastSignal = 31;

    /// <summary>Starts a program whose output goes to two descriptors and whose input is empty.</summary>
    /// <exception cref="IOException">It could not be started; the message says why.</exception>
    internal static int Start(ProcessRequest request, string program, int output, int errors)
    {
        var actions = (byte*)NativeMemory.AllocZeroed(RecordBytes);
        var attributes = (byte*)NativeMemory.AllocZeroed(RecordBytes);
        var signals = (byte*)NativeMemory.AllocZeroed(RecordBytes);
        using var arguments = new NativeStrings([program, .. request.Arguments]);
        using var environment = new NativeStrings(BuildEnvironment(request));
        using var paths = new NativeStrings([Path.GetFullPath(request.WorkingDirectory), "/dev/null"]);
        _ = Libc.InitActions(actions);
        _ = Libc.InitAttributes(attributes);
        try
        {
            Check(Libc.AddChangeDirectory(actions, paths.Pointers[0]), program);
            Check(Libc.AddOpen(actions, 0, paths.Pointers[1], Libc.ReadOnly, 0), program);
            Check(Libc.AddDuplicate(actions, output, 1), program);
            Check(Libc.AddDuplicate(actions, errors, 2), program);

            // No signal blocked, and none ignored: .NET ignores SIGPIPE, and a child would inherit that.
            Check(Libc.SetSignalMask(attributes, signals), program);
            for (var signal = 1; signal <= LastSignal; signal++)
            {
                if (signal is not (Libc.SignalKill or Libc.SignalStop)) _ = Libc.AddSignal(signals, signal);
            }

            Check(Libc.SetDefaultSignals(attributes, signals), program);
            Check(Libc.SetFlags(attributes, Libc.SpawnSession | Libc.SpawnDefaultSignals | Libc.SpawnSignalMask), program);
            var pid = 0;
            Check(Libc.Spawn(&pid, arguments.Pointers[0], actions, attributes, arguments.Pointers, environment.Pointers), program);
            return pid;
        }
        catch (EntryPointNotFoundException e)
        {
            throw new IOException($"'{program}' cannot be started here: glibc 2.29 or later, or musl 1.1.24, is needed.", e);
        }
        finally
        {
            _ = Libc.DestroyActions(actions);
            _ = Libc.DestroyAttributes(attributes);
            NativeMemory.Free(actions);
            NativeMemory.Free(attributes);
            NativeMemory.Free(signals);
        }
    }

    private static List<string> BuildEnvironment(ProcessRequest request)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        foreach (var (name, value) in request.Environment)
        {
            if (value is null) variables.Remove(name);
            else variables[name] = value;
        }

        variables[ProcessRequest.MarkVariable] = request.Mark;
        return [.. variables.Select(v => $"{v.Key}={v.Value}")];
    }

    private static void Check(int error, string program)
    {
        if (error == 0) return;
        var why = error switch
        {
            Libc.NoEntry => "it, or the interpreter that its first line names, does not exist",
            Libc.AccessDenied => "it, or its folder, must not be executed by this user",
            Libc.NotFormatted => "it is not a program for this machine",
            _ => Marshal.GetPInvokeErrorMessage(error),
        };
        throw error == Libc.NoEntry
            ? new FileNotFoundException($"'{program}' cannot be started: {why}.", program)
            : new IOException($"'{program}' cannot be started: {why}.");
    }

    /// <summary>A list of C strings that ends in null.</summary>
    private sealed class NativeStrings : IDisposable
    {
        private readonly byte* _text;

        internal NativeStrings(IReadOnlyList<string> strings)
        {
            var bytes = strings.Sum(s => Encoding.UTF8.GetByteCount(s) + 1);
            Pointers = (byte**)NativeMemory.AllocZeroed((nuint)strings.Count + 1, (nuint)sizeof(byte*));
            _text = (byte*)NativeMemory.AllocZeroed((nuint)Math.Max(1, bytes));
            var next = _text;
            for (var i = 0; i < strings.Count; i++)
            {
                Pointers[i] = next;
                next += Encoding.UTF8.GetBytes(strings[i], new Span<byte>(next, bytes - (int)(next - _text))) + 1;
            }
        }

        internal byte** Pointers { get; }

        public void Dispose()
        {
            NativeMemory.Free(Pointers);
            NativeMemory.Free(_text);
        }
    }
}
