using System.Text;

namespace GlacierBatch.Core.Runs;

/// <summary>A log that is a file, or an object of a bucket. A file may grow while it is read.</summary>
/// <param name="stream">Its bytes, in UTF-8; disposed of with this.</param>
internal sealed class StreamLog(Stream stream) : ILogSource
{
    private const int PageLength = 1 << 16;

    /// <summary>Twice what the runner writes in a line. What goes on longer, which others wrote, is handed on in pieces.</summary>
    private const int MaxLineLength = 1 << 17;

    private readonly StreamReader _reader = new(stream, Encoding.UTF8);
    private readonly StringBuilder _text = new();
    private readonly char[] _page = new char[PageLength];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadAsync(bool isOver, CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = await _reader.ReadAsync(_page, cancellationToken);
            _text.Append(_page, 0, length);
            var lines = TakeLines(takesRest: isOver && length == 0 || _text.Length > MaxLineLength);
            if (lines.Length > 0 || length == 0) return lines;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        return ValueTask.CompletedTask;
    }

    private string[] TakeLines(bool takesRest)
    {
        var read = _text.ToString();
        var end = read.LastIndexOf('\n') + 1;
        if (end == 0 && takesRest) end = read.Length;
        _text.Remove(0, end);
        return read[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
