using System.Globalization;
using System.Runtime.Versioning;
using System.Text;

namespace GlacierBatch.Contract.Processes.Linux;

/// <summary>
/// All that belongs to one execution: a process's descendants, those seen earlier that have left for another parent since, and whatever
/// carries the mark in its environment.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class LinuxTree
{
    private static readonly bool HasChildrenFiles = File.Exists("/proc/thread-self/children");

    private readonly Lock _gate = new();
    private readonly byte[] _mark;
    private readonly ForkCount? _before;
    private HashSet<ProcessKey> _seen = [];

    /// <param name="root">The process at the root; null where it is gone and only the mark is left to go by.</param>
    /// <param name="mark">The mark.</param>
    /// <param name="before">A moment before the root was started, where it is known.</param>
    internal LinuxTree(ProcessKey? root, string mark, ForkCount? before = null)
    {
        _before = before;
        if (root is { } known) _seen.Add(known);
        _mark = Encoding.UTF8.GetBytes($"{ProcessRequest.MarkVariable}={mark}\0");
    }

    /// <summary>The running processes of the tree, found by parentage; costs a few reads for each.</summary>
    internal IReadOnlyCollection<ProcessKey> Walk()
    {
        lock (_gate)
        {
            var found = new HashSet<ProcessKey>();
            var parents = HasChildrenFiles ? null : ReadParents();
            var open = new Stack<int>();
            foreach (var key in _seen)
            {
                if (ProcStat.TryRead(key.Id, out var now) && now.Key == key && !now.HasEnded) Add(now, found, open);
            }

            while (open.TryPop(out var id))
            {
                foreach (var child in parents is null ? ReadChildren(id) : parents[id])
                {
                    if (ProcStat.TryRead(child, out var now) && !now.HasEnded) Add(now, found, open);
                }
            }

            _seen = found;
            return found;
        }
    }

    /// <summary>Everything that belongs to the tree and runs, wherever it went: a look at each process that is young enough.</summary>
    internal List<LinuxProcess> Collect()
    {
        lock (_gate)
        {
            _seen.UnionWith(FindMarked());
        }

        var found = new List<LinuxProcess>();
        foreach (var key in Walk())
        {
            if (LinuxProcess.TryOpen(key, out var process)) found.Add(process);
        }

        return found;
    }

    /// <summary>Kills all that is left and what it started meanwhile, and waits; false where something could not be killed.</summary>
    /// <param name="cancellation">Ends the killing.</param>
    /// <param name="group">A process group that is killed with it; 0 for none.</param>
    internal async Task<bool> KillAsync(CancellationToken cancellation, int group = 0)
    {
        const int rounds = 20;
        for (var round = 0; round < rounds; round++)
        {
            var left = Collect();

            // Not before: who is killed already has no environment any more by which it could be found, and would not be waited for.
            if (group > 0 && round == 0) _ = Libc.Kill(-group, Libc.SignalKill);
            if (left.Count == 0) return true;
            foreach (var process in left) process.Signal(Libc.SignalKill);
            await WaitAsync(left, TimeSpan.FromSeconds(1), cancellation);
            cancellation.ThrowIfCancellationRequested();
        }

        return false;
    }

    /// <summary>Completes when the processes have ended or the limit is over, and lets go of them then.</summary>
    internal static Task<bool> WaitAsync(IReadOnlyList<LinuxProcess> processes, TimeSpan limit, CancellationToken cancellation) =>
        Task.Factory.StartNew(
            () =>
            {
                try
                {
                    return LinuxProcess.WaitAll(processes, limit, cancellation);
                }
                finally
                {
                    foreach (var process in processes) process.Dispose();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    private static void Add(ProcStat process, HashSet<ProcessKey> found, Stack<int> open)
    {
        if (found.Add(process.Key)) open.Push(process.Key.Id);
    }

    private static List<int> ReadChildren(int id)
    {
        var children = new List<int>();
        Span<byte> buffer = stackalloc byte[8192];
        foreach (var thread in ProcFile.Numbers(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/task")))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"task/{thread}/children");
            var length = ProcFile.Read(id, name, buffer);
            if (length <= 0) continue;
            var text = length < buffer.Length ? buffer[..length] : ProcFile.ReadAll(id, name) ?? [];
            foreach (var range in ((ReadOnlySpan<byte>)text).Split((byte)' '))
            {
                if (int.TryParse(text[range], NumberStyles.None, CultureInfo.InvariantCulture, out var child)) children.Add(child);
            }
        }

        return children;
    }

    /// <summary>The children of every process, for kernels built without the children files.</summary>
    private static ILookup<int, int> ReadParents()
    {
        var pairs = new List<(int Parent, int Child)>();
        foreach (var id in ProcFile.Numbers("/proc"))
        {
            if (ProcStat.TryRead(id, out var stat)) pairs.Add((stat.ParentId, id));
        }

        return pairs.ToLookup(p => p.Parent, p => p.Child);
    }

    private List<ProcessKey> FindMarked()
    {
        var found = new List<ProcessKey>();
        Span<byte> buffer = stackalloc byte[16 * 1024];
        var (all, now) = (ProcFile.Numbers("/proc"), ForkCount.Read());
        foreach (var id in all)
        {
            if (_before is { } before && now is { } later && !before.MayBeSince(id, later)) continue;

            // Another user's environment cannot be read, and is none of ours.
            var length = ProcFile.Read(id, "environ", buffer);
            if (length <= 0) continue;
            if (!IsMarked(length < buffer.Length ? buffer[..length] : ProcFile.ReadAll(id, "environ"))) continue;
            if (ProcStat.TryRead(id, out var stat) && !stat.HasEnded) found.Add(stat.Key);
        }

        if (found.Count == 0) return found;

        // Where this process runs under the same mark itself, neither it nor those above it are what it started.
        var above = new HashSet<int>();
        for (var id = System.Environment.ProcessId; id > 0 && above.Add(id);)
        {
            id = ProcStat.TryRead(id, out var stat) ? stat.ParentId : 0;
        }

        found.RemoveAll(key => above.Contains(key.Id));
        return found;
    }

    private bool IsMarked(ReadOnlySpan<byte> environment)
    {
        for (var from = 0; from < environment.Length;)
        {
            var at = environment[from..].IndexOf(_mark);
            if (at < 0) return false;
            if (from + at == 0 || environment[from + at - 1] == 0) return true;
            from += at + 1;
        }

        return false;
    }
}
