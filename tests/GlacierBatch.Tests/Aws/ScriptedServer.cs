using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GlacierBatch.Tests.Aws;

/// <summary>An HTTP server that counts what arrives and answers, or fails to, as a script says.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<SeenRequest> _seen = new();
    private readonly Func<SeenRequest, Reply> _script;
    private readonly SemaphoreSlim _arrivals = new(0);
    private readonly Task _accepting;

    /// <summary>Starts a server whose script gets each request, with the number it has.</summary>
    public ScriptedServer(Func<SeenRequest, Reply> script)
    {
        _script = script;
        _listener.Start();
        Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>A server that gives these replies in turn, and the last one ever after.</summary>
    public static ScriptedServer Of(params Reply[] replies) => new(seen => replies[Math.Min(seen.Number, replies.Length) - 1]);

    public Uri Endpoint { get; }

    public IReadOnlyList<SeenRequest> Seen => [.. _seen];

    /// <summary>Waits until one more request has arrived whole.</summary>
    public Task ArrivalAsync(CancellationToken cancellationToken) => _arrivals.WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // It listens until nobody accepts any more: a listener that is stopped before that is no end but a fault.
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
        _arrivals.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_end.Token);
                connections.Add(ServeAsync(socket));
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        await using (var stream = new NetworkStream(socket))
        {
            try
            {
                while (await ReadRequestAsync(stream) is { } seen)
                {
                    _seen.Enqueue(seen);
                    var reply = _script(seen);
                    _arrivals.Release();
                    if (!await AnswerAsync(socket, stream, reply)) return;
                }
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or SocketException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task<bool> AnswerAsync(Socket socket, NetworkStream stream, Reply reply)
    {
        if (reply.Kind == ReplyKind.Stall) await Task.Delay(Timeout.InfiniteTimeSpan, _end.Token);
        if (reply.Kind == ReplyKind.Reset)
        {
            socket.LingerState = new LingerOption(true, 0);
            return false;
        }

        var body = Encoding.UTF8.GetBytes(reply.Body);
        var head = new StringBuilder($"HTTP/1.1 {reply.Status} Scripted\r\nContent-Length: {body.Length}\r\n");
        foreach (var (name, value) in reply.Headers) head.Append($"{name}: {value}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _end.Token);
        var sent = reply.Kind == ReplyKind.Whole ? body.Length : body.Length / 2;
        await stream.WriteAsync(body.AsMemory(0, sent), _end.Token);
        if (reply.Kind == ReplyKind.StallInBody) await Task.Delay(Timeout.InfiniteTimeSpan, _end.Token);
        return reply.Kind == ReplyKind.Whole;
    }

    private async Task<SeenRequest?> ReadRequestAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (bytes.Count < 4 || !bytes.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _end.Token) == 0) return null;
            bytes.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. bytes]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"))];
        await stream.ReadExactlyAsync(body, _end.Token);
        var first = lines[0].Split(' ');
        return new SeenRequest(_seen.Count + 1, first[0], first[1], headers, Encoding.UTF8.GetString(body));
    }
}

/// <summary>A request as it arrived.</summary>
internal sealed record SeenRequest(int Number, string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>What becomes of an answer.</summary>
internal enum ReplyKind
{
    Whole,
    Cut,
    StallInBody,
    Stall,
    Reset,
}

/// <summary>An answer, or a way not to get one.</summary>
internal sealed record Reply(ReplyKind Kind, int Status, string Body, IReadOnlyList<(string Name, string Value)> Headers)
{
    public static Reply Reset { get; } = new(ReplyKind.Reset, 0, "", []);

    public static Reply Stall { get; } = new(ReplyKind.Stall, 0, "", []);

    public static Reply Json(int status, string body, params (string Name, string Value)[] headers) =>
        new(ReplyKind.Whole, status, body, [("Content-Type", "application/json"), .. headers]);

    public static Reply Cut(string body) => new(ReplyKind.Cut, 200, body, []);

    public static Reply StallInBody(string body) => new(ReplyKind.StallInBody, 200, body, []);
}
