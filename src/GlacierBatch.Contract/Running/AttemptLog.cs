using System.Globalization;
using System.Text;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Results;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// The log of an attempt: a line for each line that the script printed, wrote to its own log, or that the runner adds, with
/// the time (UTC) and where it came from. It can be read while it grows.
/// </summary>
public sealed class AttemptLog : IDisposable
{
    /// <summary>How many of the last lines go into the result record.</summary>
    public const int KeptLines = 200;

    private readonly Lock _gate = new();
    private readonly Queue<string> _last = new();
    private readonly StreamWriter _writer;
    private readonly TimeProvider _time;
    private readonly TextWriter? _echo;
    private long _lines;
    private long _publishedLines = -1;

    /// <param name="path">The file. What is there stays: a ledger that was made again counts attempts anew.</param>
    /// <param name="time">The clock.</param>
    /// <param name="echo">Gets every line too, where a service collects what a container prints.</param>
    public AttemptLog(string path, TimeProvider time, TextWriter? echo = null)
    {
        _echo = echo;
        FilePath = path;
        _time = time;
        var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        _writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = "\n" };
    }

    /// <summary>Where the log is written.</summary>
    public string FilePath { get; }

    /// <summary>The last lines, oldest first.</summary>
    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_gate) return [.. _last];
        }
    }

    /// <summary>Adds a line.</summary>
    /// <param name="source">Where it comes from: <c>out</c>, <c>err</c>, <c>log</c> (the script's own file) or <c>run</c> (the
    /// runner).</param>
    /// <param name="text">The line, without its end.</param>
    public void Write(string source, string text)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{_time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {source} {text}");
        lock (_gate)
        {
            _lines++;
            _writer.WriteLine(line);
            _echo?.WriteLine(line);
            if (_last.Count == KeptLines) _last.Dequeue();
            _last.Enqueue(OneLine.Of(line));
        }
    }

    /// <summary>The lines so far, to be given to a store with other files.</summary>
    /// <param name="key">The object that they become.</param>
    internal GivenFile Give(string key)
    {
        lock (_gate) _publishedLines = _lines;
        return new GivenFile(key, FilePath) { Stays = true };
    }

    /// <summary>
    /// Ends the log and publishes it, unless all of it was given already; then its file goes. A result stands without its log, which stays
    /// readable where it is.
    /// </summary>
    /// <param name="store">Where to.</param>
    /// <param name="key">The object that it becomes.</param>
    /// <returns>Why it could not be published, or null.</returns>
    public async Task<string?> PublishAsync(IObjectStore store, string key)
    {
        Dispose();
        try
        {
            if (_publishedLines != _lines)
            {
                await using var content = File.OpenRead(FilePath);
                await store.PutAsync(key, content);
            }

            File.Delete(FilePath);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
