using System.Text;

namespace GlacierBatch.Contract.Processes;

/// <summary>Makes lines of the bytes that a process writes, however they arrive.</summary>
/// <param name="line">Is given each line.</param>
internal sealed class LineSplitter(Action<string> line)
{
    /// <summary>A line longer than this is cut into pieces.</summary>
    internal const int MaxLineBytes = 64 * 1024;

    private const int UsualLineBytes = 1024;

    private byte[] _buffer = new byte[UsualLineBytes];
    private int _length;

    /// <summary>Takes the next bytes.</summary>
    internal void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = bytes[..(end < 0 ? bytes.Length : end)];
            MakeRoom(part.Length);
            var room = _buffer.Length - _length;
            if (part.Length > room)
            {
                part[..room].CopyTo(_buffer.AsSpan(_length));
                _length = _buffer.Length;
                bytes = bytes[room..];
                Cut();
                continue;
            }

            part.CopyTo(_buffer.AsSpan(_length));
            _length += part.Length;
            if (end < 0) return;
            bytes = bytes[(end + 1)..];
            Emit(_length);
            _length = 0;
        }
    }

    /// <summary>Grows the buffer for a longer line, up to where it is cut.</summary>
    private void MakeRoom(int bytes)
    {
        var wanted = Math.Min((long)_length + bytes, MaxLineBytes);
        if (wanted > _buffer.Length) Array.Resize(ref _buffer, (int)Math.Min(Math.Max(wanted, 2L * _buffer.Length), MaxLineBytes));
    }

    /// <summary>Gives out what came after the last line's end.</summary>
    internal void Finish()
    {
        if (_length > 0) Emit(_length);
        _length = 0;
    }

    /// <summary>Gives out a full buffer, but for a character that it holds only the first bytes of.</summary>
    private void Cut()
    {
        var keep = 0;
        for (var back = 1; back <= 3; back++)
        {
            var last = _buffer[_length - back];
            if ((last & 0xC0) == 0x80) continue;
            var size = last >= 0xF0 ? 4 : last >= 0xE0 ? 3 : last >= 0xC0 ? 2 : 1;
            if (size > back) keep = back;
            break;
        }

        Emit(_length - keep);
        _buffer.AsSpan(_length - keep, keep).CopyTo(_buffer);
        _length = keep;
    }

    private void Emit(int length)
    {
        var bytes = _buffer.AsSpan(0, length);
        if (length > 0 && bytes[^1] == '\r') bytes = bytes[..^1];
        var text = Encoding.UTF8.GetString(bytes);
        line(text.Any(IsHarmful) ? string.Create(text.Length, text, Clean) : text);

        static bool IsHarmful(char c) => c != '\t' && char.IsControl(c);

        static void Clean(Span<char> target, string source)
        {
            for (var i = 0; i < source.Length; i++) target[i] = IsHarmful(source[i]) ? '?' : source[i];
        }
    }
}
