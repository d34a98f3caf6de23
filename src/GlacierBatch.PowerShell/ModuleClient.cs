using GlacierBatch.Core;

namespace GlacierBatch.PowerShell;

/// <summary>
/// The client that all cmdlets of this process share: what one submits, the next one waits for, and both work on one queue.
/// It lives until the module is removed or the process exits, whichever is first.
/// </summary>
public static class ModuleClient
{
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(10);
    private static readonly Lock Gate = new();
    private static readonly Dictionary<GlacierHome, GlacierClient> Clients = [];

    private static int _imports;
    private static object? _credential;

    static ModuleClient() => AppDomain.CurrentDomain.ProcessExit += (_, _) => End();

    /// <summary>The module was imported, into one runspace of perhaps several.</summary>
    internal static void Open() => Interlocked.Increment(ref _imports);

    /// <summary>
    /// The module was removed. After the last of its runspaces: ends scripts that this session runs; their jobs go back to the queue
    /// for the next session.
    /// </summary>
    public static void Close()
    {
        if (Interlocked.Decrement(ref _imports) <= 0) End();
    }

    /// <summary>Makes credentials those of the session, for environments that were given none of their own; null takes them back.</summary>
    internal static void Offer(object? credential) => Volatile.Write(ref _credential, credential);

    /// <summary>The client over the folder that <see cref="GlacierHome.Locate"/> names now.</summary>
    internal static GlacierClient Get()
    {
        var home = GlacierHome.Locate();
        lock (Gate)
        {
            if (!Clients.TryGetValue(home, out var client)) Clients[home] = client = new GlacierClient(home, TimeProvider.System);
            client.SessionCredential = Volatile.Read(ref _credential);
            return client;
        }
    }

    /// <summary>What clients have to say besides what they were asked for.</summary>
    internal static IReadOnlyList<string> TakeWarnings()
    {
        lock (Gate) return [.. Clients.Values.SelectMany(client => client.Environments.TakeUnread())];
    }

    private static void End()
    {
        List<GlacierClient> clients;
        lock (Gate)
        {
            clients = [.. Clients.Values];
            Clients.Clear();
        }

        Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask())).Wait(ClosingTime);
    }
}
