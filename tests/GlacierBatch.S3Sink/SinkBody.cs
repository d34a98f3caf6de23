using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

namespace GlacierBatch.S3Sink;

/// <summary>Receives a request's content: as it is, or without the framing of "aws-chunked".</summary>
internal static class SinkBody
{
    private const string Trailer = "x-amz-checksum-crc32:";

    /// <summary>The content, and the trailer's checksum where there was one.</summary>
    public static async Task<(byte[] Content, string? Checksum)> ReadAsync(HttpRequest request)
    {
        var isFramed = request.Headers.TryGetValue("x-amz-decoded-content-length", out var decoded);
        var size = isFramed ? long.Parse(decoded.ToString()) : request.ContentLength ?? throw new InvalidDataException("No length.");
        var content = GC.AllocateUninitializedArray<byte>(checked((int)size));
        if (isFramed) return (content, await ReadFramedAsync(request.BodyReader, content));

        await ReadExactlyAsync(request.BodyReader, content);
        return (content, null);
    }

    private static async Task ReadExactlyAsync(PipeReader reader, Memory<byte> target)
    {
        while (target.Length > 0)
        {
            var result = await reader.ReadAsync();
            if (result.Buffer.IsEmpty && result.IsCompleted) throw new InvalidDataException("The body is too short.");
            var piece = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, target.Length));
            piece.CopyTo(target.Span);
            target = target[(int)piece.Length..];
            reader.AdvanceTo(piece.End);
        }
    }

    private static async Task<string?> ReadFramedAsync(PipeReader reader, Memory<byte> target)
    {
        while (true)
        {
            var size = ParseSize(await ReadLineAsync(reader));
            if (size == 0) break;
            await ReadExactlyAsync(reader, target[..size]);
            target = target[size..];
            await ReadLineAsync(reader);
        }

        string? checksum = null;
        while (await ReadLineAsync(reader) is { Length: > 0 } line)
        {
            if (line.StartsWith(Trailer, StringComparison.OrdinalIgnoreCase)) checksum = line[Trailer.Length..].Trim();
        }

        return checksum;
    }

    private static int ParseSize(string line)
    {
        Span<byte> digits = stackalloc byte[16];
        var length = line.AsSpan().IndexOf(';') is var end and >= 0 ? end : line.Length;
        for (var i = 0; i < length; i++) digits[i] = (byte)line[i];
        return Utf8Parser.TryParse(digits[..length], out int size, out _, 'x') ? size : throw new InvalidDataException($"No chunk: {line}");
    }

    private static async Task<string> ReadLineAsync(PipeReader reader)
    {
        while (true)
        {
            var result = await reader.ReadAsync();
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = System.Text.Encoding.ASCII.GetString(result.Buffer.Slice(0, end).ToArray()).TrimEnd('\r');
                reader.AdvanceTo(result.Buffer.GetPosition(1, end));
                return line;
            }

            if (result.IsCompleted)
            {
                var rest = System.Text.Encoding.ASCII.GetString(result.Buffer.ToArray());
                reader.AdvanceTo(result.Buffer.End);
                return rest;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
