using System.Text;
using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Contract.Running;

/// <summary>Hands on the lines of a file that another process is still writing. The file need not exist yet.</summary>
/// <param name="path">The file.</param>
/// <param name="line">Gets each line without its end.</param>
/// <param name="time">The clock by which the file is looked at again.</param>
public sealed class LogFileFollower(string path, Action<string> line, TimeProvider time)
{
    private const int MaxLineLength = 64 * 1024;
    private const int BufferSize = 32 * 1024;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _partial = new();
    private long _position;

    /// <summary>Follows until told that the writer has ended, then hands on what is left.</summary>
    public async Task FollowAsync(CancellationToken writerEnded)
    {
        while (!writerEnded.IsCancellationRequested)
        {
            ReadNew();

            // All that can end the pause early is the writer's end, which the loop looks at; an exception for it costs more than the rest.
            await Task.Delay(Interval, time, writerEnded).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        ReadNew();
        if (_partial.Length > 0) HandOn();
    }

    private void ReadNew()
    {
        if (!File.Exists(path)) return;

        // A script may have put something else in its place. What cannot be read is none of its words.
        if (PlainFile.FindFault(path) is not null) return;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        if (file.Length <= _position) return;
        file.Position = _position;
        var bytes = new byte[Math.Min(file.Length - _position, BufferSize)];
        var characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        int count;
        while ((count = file.Read(bytes)) > 0)
        {
            _position += count;
            Take(characters.AsSpan(0, _decoder.GetChars(bytes, 0, count, characters, 0)));
        }
    }

    private void Take(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (character == '\n' || _partial.Length == MaxLineLength) HandOn();
            if (character is not ('\n' or '\r')) _partial.Append(char.IsControl(character) && character != '\t' ? '?' : character);
        }
    }

    private void HandOn()
    {
        line(_partial.ToString());
        _partial.Clear();
    }
}
