using System.Globalization;
using System.Management.Automation;

namespace GlacierBatch.Host;

/// <summary>Progress as one line that is written over and over, on a terminal only: a file would keep every state of it.</summary>
internal sealed class StatusLine(Terminal terminal)
{
    private const string EraseLine = "\r\u001b[K";

    private readonly bool _visible = terminal is { Error: true, Escapes: true };
    private ProgressRecord? _record;
    private string _shown = "";

    /// <summary>Shows the state; a finished activity takes its line away.</summary>
    public void Show(ProgressRecord record)
    {
        if (!_visible) return;
        if (record.RecordType == ProgressRecordType.Completed)
        {
            if (_record is null || _record.ActivityId == record.ActivityId) Clear();
            return;
        }
        _record = record;
        var text = Describe(record, terminal.Width() - 1);
        if (text == _shown) return;
        Console.Error.Write(EraseLine + text);
        _shown = text;
    }

    /// <summary>Takes the line away, before anything else is written to the terminal.</summary>
    public void Clear()
    {
        if (_shown.Length == 0) return;
        Console.Error.Write(EraseLine);
        _shown = "";
        _record = null;
    }

    private static string Describe(ProgressRecord record, int width)
    {
        var text = $"{record.Activity}: {record.StatusDescription}";
        if (!string.IsNullOrEmpty(record.CurrentOperation)) text += $" {record.CurrentOperation}";
        if (record.PercentComplete >= 0) text += $" {record.PercentComplete} %";
        if (record.SecondsRemaining >= 0)
        {
            var left = TimeSpan.FromSeconds(record.SecondsRemaining).ToString("c", CultureInfo.InvariantCulture);
            text += $", {left} left";
        }
        text = text.ReplaceLineEndings(" ");
        return text.Length > width ? text[..Math.Max(width, 0)] : text;
    }
}
