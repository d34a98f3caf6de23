using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>
/// Stands between a client and a server that speak HTTP/1.1, counts what is asked and does what AWS does to people on bad days.
/// What a test scripts is done to the requests that it names, in the order in which they come; all others pass.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _target;
    private long _answerBytes;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<ProxiedRequest> _requests = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly List<Rule> _rules = [];
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Task _accepting;

    private FaultProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients find it.</summary>
    public Uri Url { get; }

    /// <summary>What came, in the order in which it was whole.</summary>
    public IReadOnlyList<ProxiedRequest> Requests => [.. _requests];

    /// <summary>How many bytes of answers went to clients, heads included.</summary>
    public long AnswerBytes => Interlocked.Read(ref _answerBytes);

    /// <summary>Whether the server gets one request at a time; for servers that are not atomic themselves.</summary>
    public bool OneAtATime { get; init; }

    /// <summary>Answers requests in the server's stead; where it gives null, the server answers.</summary>
    public Func<ProxiedRequest, byte[], (int Status, string Json)?>? StandIn { get; init; }

    /// <summary>Is done to each request before it goes on, for instance a delay.</summary>
    public Func<ProxiedRequest, Task>? Before { get; init; }

    /// <summary>Starts it.</summary>
    public static FaultProxy Start(
        Uri target, bool oneAtATime = false, Func<ProxiedRequest, byte[], (int Status, string Json)?>? standIn = null,
        Func<ProxiedRequest, Task>? before = null) =>
        new(target) { OneAtATime = oneAtATime, StandIn = standIn, Before = before };

    /// <summary>Does a fault to the next so many requests that a test means.</summary>
    public void Script(Func<ProxiedRequest, bool> when, Fault fault, int times = 1)
    {
        lock (_rules) _rules.Add(new Rule(when, fault) { Left = times });
    }

    public async ValueTask DisposeAsync()
    {
        if (_accepting.IsCompleted) return;
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_connections.Keys);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                var connection = ServeAsync(client);
                _connections[connection] = true;
                _ = connection.ContinueWith(t => _connections.TryRemove(t, out _), TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient tcp)
    {
        using var client = tcp;
        client.NoDelay = true;
        try
        {
            var stream = new HttpBytes(client.GetStream(), _stopping.Token);
            while (await stream.ReadHeadAsync() is { } head)
            {
                if (Expects(head)) await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n");
                var body = await stream.ReadBodyAsync(head);
                var words = head.Split(' ', 3);
                var request = new ProxiedRequest(words[0], words[1], head, body.Length);
                _requests.Enqueue(request);
                if (await AnswerAsync(request, body, stream, Take(request))) continue;
                Reset(client);
                return;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // One side went away: that is what this proxy is for.
        }
    }

    /// <returns>Whether the connection lives on.</returns>
    private async Task<bool> AnswerAsync(ProxiedRequest request, byte[] body, HttpBytes client, Fault? fault)
    {
        if (fault is Fault.Reset) return false;
        if (fault is Fault.Answer answer)
        {
            var text = request.Method == "HEAD" ? "" : answer.Body;
            await client.WriteAsync(
                $"HTTP/1.1 {answer.Status} Injected\r\nContent-Type: {answer.ContentType}\r\n{answer.Headers}" +
                $"Content-Length: {Encoding.UTF8.GetByteCount(text)}\r\n\r\n{text}");
            return true;
        }

        if (fault is Fault.Hold hold) await hold.Until.WaitAsync(_stopping.Token);
        if (Before is { } before) await before(request);
        if (OneAtATime) await _turn.WaitAsync(_stopping.Token);
        (string Head, byte[] Body) reply;
        try
        {
            reply = StandIn?.Invoke(request, body) is var (status, json) ? OfStandIn(status, json) : await ForwardAsync(request, body);
        }
        finally
        {
            if (OneAtATime) _turn.Release();
        }

        return await PassOnAsync(reply.Head, reply.Body, client, fault);
    }

    private async Task<bool> PassOnAsync(string head, byte[] body, HttpBytes client, Fault? fault)
    {
        if (fault is Fault.DropAnswer) return false;
        if (fault is Fault.SpoilBody spoil) body[spoil.At] = (byte)~body[spoil.At];
        await client.WriteAsync(head);
        var length = (fault as Fault.CutBody)?.Bytes ?? (fault as Fault.StallBody)?.Bytes ?? body.Length;
        var sent = (int)Math.Min(length, body.Length);
        Interlocked.Add(ref _answerBytes, head.Length + sent);
        await client.WriteAsync(body.AsMemory(0, sent));
        if (fault is Fault.StallBody) await client.ReadHeadAsync();
        if (fault is Fault.CutBody { InOrder: true }) throw new IOException("The connection ends here.");
        return fault is not (Fault.CutBody or Fault.StallBody);
    }

    private async Task<(string Head, byte[] Body)> ForwardAsync(ProxiedRequest request, byte[] body)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(_target.Host, _target.Port, _stopping.Token);
        var stream = new HttpBytes(server.GetStream(), _stopping.Token);
        var head = HttpBytes.WithHeader(HttpBytes.WithHeader(request.Head, "Expect", null), "Connection", "close");
        head = HttpBytes.WithHeader(head, "Transfer-Encoding", null);
        if (body.Length > 0) head = HttpBytes.WithHeader(head, "Content-Length", body.Length.ToString());
        await stream.WriteAsync(head);
        await stream.WriteAsync(body);
        var answer = await stream.ReadHeadAsync() ?? throw new IOException("The server went away.");
        var isBodiless = request.Method == "HEAD" || answer.Split(' ', 3)[1] is "204" or "304";
        var content = isBodiless ? [] : await stream.ReadBodyAsync(answer, untilEnd: true);
        answer = HttpBytes.WithHeader(HttpBytes.WithHeader(answer, "Connection", null), "Transfer-Encoding", null);
        if (!isBodiless) answer = HttpBytes.WithHeader(answer, "Content-Length", content.Length.ToString());
        return (answer.Replace("HTTP/1.0", "HTTP/1.1", StringComparison.Ordinal), content);
    }

    private static (string Head, byte[] Body) OfStandIn(int status, string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        // Batch names an error's kind in the head, others in the body.
        var isNamed = status == 200 || json.Contains("\"__type\"", StringComparison.Ordinal);
        var type = isNamed ? "" : "x-amzn-ErrorType: ClientException\r\n";
        return ($"HTTP/1.1 {status} Answered\r\nContent-Type: application/json\r\n{type}Content-Length: {body.Length}\r\n\r\n", body);
    }

    private Fault? Take(ProxiedRequest request)
    {
        lock (_rules)
        {
            var rule = _rules.Find(r => r.Left > 0 && r.When(request));
            if (rule is null) return null;
            rule.Left--;
            return rule.Fault;
        }
    }

    private static bool Expects(string head) => head.Contains("\r\nExpect: 100-continue", StringComparison.OrdinalIgnoreCase);

    /// <summary>RST instead of FIN, as a load balancer does.</summary>
    private static void Reset(TcpClient client)
    {
        client.LingerState = new LingerOption(enable: true, seconds: 0);
        client.Close();
    }

    private sealed record Rule(Func<ProxiedRequest, bool> When, Fault Fault)
    {
        public int Left { get; set; }
    }
}
