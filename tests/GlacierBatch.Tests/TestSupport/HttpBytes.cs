using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>One connection's HTTP/1.1 messages as text and bytes, for a proxy that must not tidy them up.</summary>
internal sealed class HttpBytes(NetworkStream network, CancellationToken cancellationToken)
{
    /// <summary>By which TLS begins. Engines try it first, and would wait for an answer until they give up.</summary>
    private const byte Handshake = 0x16;

    private readonly BufferedStream _stream = new(network, 1 << 16);

    /// <summary>The next message's first line and headers with the empty line, or null at the end.</summary>
    public async Task<string?> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (true)
        {
            var line = await ReadLineAsync();
            if (line is null) return null;
            head.Append(line).Append("\r\n");
            if (line.Length == 0) return head.ToString();
        }
    }

    /// <summary>The body that belongs to a head.</summary>
    /// <param name="head">The head.</param>
    /// <param name="untilEnd">Whether without a length it goes on to the end of the connection, as an answer's does.</param>
    public async Task<byte[]> ReadBodyAsync(string head, bool untilEnd = false)
    {
        if (Header(head, "Transfer-Encoding") is "chunked") return await ReadChunksAsync();
        var body = new MemoryStream();
        if (Header(head, "Content-Length") is { } length)
        {
            var bytes = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
            await _stream.ReadExactlyAsync(bytes, cancellationToken);
            return bytes;
        }

        if (untilEnd) await _stream.CopyToAsync(body, cancellationToken);
        return body.ToArray();
    }

    /// <summary>Writes text.</summary>
    public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes bytes.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes) => await network.WriteAsync(bytes, cancellationToken);

    /// <summary>A head with a header replaced, added, or (null) without it.</summary>
    public static string WithHeader(string head, string name, string? value)
    {
        var lines = head.Split("\r\n").Where(l => !l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).ToList();
        if (value is not null) lines.Insert(1, $"{name}: {value}");
        return string.Join("\r\n", lines);
    }

    private static string? Header(string head, string name) => head.Split("\r\n")
        .Where(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(l => l[(name.Length + 1)..].Trim())
        .FirstOrDefault();

    private async Task<byte[]> ReadChunksAsync()
    {
        var body = new MemoryStream();
        while (true)
        {
            var line = await ReadLineAsync() ?? throw new IOException("The connection ended in the middle of a body.");
            var bytes = new byte[int.Parse(line.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture)];
            await _stream.ReadExactlyAsync(bytes, cancellationToken);
            body.Write(bytes);
            if (bytes.Length > 0) await ReadLineAsync();
            else while (await ReadLineAsync() is { Length: > 0 }) ;
            if (bytes.Length == 0) return body.ToArray();
        }
    }

    private async Task<string?> ReadLineAsync()
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await _stream.ReadAsync(one, cancellationToken) == 1)
        {
            if (line.Count == 0 && one[0] == Handshake) return null;
            if (one[0] == '\n') return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }

        return null;
    }
}
