using System.Globalization;
using System.Text;

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
            _writer.WriteLine(line);
            _echo?.WriteLine(line);
            if (_last.Count == KeptLines) _last.Dequeue();
            _last.Enqueue(line);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
