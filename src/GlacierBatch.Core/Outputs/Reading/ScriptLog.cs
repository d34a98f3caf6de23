using System.Text.RegularExpressions;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;

namespace GlacierBatch.Core.Outputs.Reading;

/// <summary>What the end of a script's log, as the record keeps it, tells of scenes.</summary>
internal sealed partial class ScriptLog
{
    private readonly ScriptEvidence _evidence = new();
    private readonly HashSet<string> _empty = new(StringComparer.Ordinal);

    private ScriptLog(IReadOnlyList<string> lines)
    {
        IsWhole = lines.Count < AttemptLog.KeptLines;
        foreach (var line in lines)
        {
            // Time, source and text.
            var text = line.Split(' ', 3) is [_, _, var rest] ? rest : line;
            _evidence.Take(text);
            if (EmptyPattern().Match(text) is { Success: true } empty) _empty.Add(empty.Groups[1].Value);
        }
    }

    /// <summary>Whether the record keeps all of it.</summary>
    public bool IsWhole { get; }

    /// <summary>Scenes that could not be downloaded.</summary>
    public IReadOnlyList<string> Refused => _evidence.RefusedScenes;

    /// <summary>Scenes that have no pixel in the region, and so are rightly not clipped.</summary>
    public IReadOnlySet<string> Empty => _empty;

    /// <summary>How many raw tiles the query found, where the log says so.</summary>
    public int? ExpectedTiles => _evidence.ExpectedTiles;

    /// <summary>Reads a record's.</summary>
    public static ScriptLog Of(TaskResult? result) => new(result?.LastLines ?? []);

    [GeneratedRegex(@"Download of (\S+) failed\. Continuing\.\.\. Err: No data found in bounds", RegexOptions.CultureInvariant)]
    private static partial Regex EmptyPattern();
}
