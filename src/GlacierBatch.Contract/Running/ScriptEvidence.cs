using System.Globalization;
using System.Text.RegularExpressions;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// What a script's own lines tell of how it went. Its exit code does not: it can be 0 with scenes lost, and what went wrong
/// stands only in its log. The texts are those of the production scripts and of the libraries they use.
/// </summary>
public sealed partial class ScriptEvidence
{
    /// <summary>What a script says is said within so many characters; what dumps more into a line says nothing there.</summary>
    private const int MaxLineLength = 8192;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private string? _upstream;
    private string? _error;
    private bool _outOfMemory;
    private bool _noScenes;
    private bool _errorGoesOn;
    private int? _expectedTiles;
    private int? _expectedScenes;
    private int _emptyScenes;

    /// <summary>Why the script was ended though nobody stopped it, or null.</summary>
    public string? Stalled { get; set; }

    /// <summary>The container's kernel has killed one of the script's processes for its memory.</summary>
    public bool WasKilledForMemory { get; set; }

    /// <summary>The catalogue had no scene in the window.</summary>
    public bool NoScenes => _noScenes;

    /// <summary>The script or a library ran out of memory and said so.</summary>
    public bool OutOfMemory => _outOfMemory;

    /// <summary>How many raw tiles the query found for the region (sentinel2), where the log says so.</summary>
    public int? ExpectedTiles => _expectedTiles;

    /// <summary>How many scenes the query found for the region (landsat), where the log says so.</summary>
    public int? ExpectedScenes => _expectedScenes;

    /// <summary>How many scenes turned out to have no pixel in the region (landsat).</summary>
    public int EmptyScenes => _emptyScenes;

    /// <summary>The first line that speaks of the imagery's servers failing or refusing, or null.</summary>
    public string? Upstream => _upstream;

    /// <summary>The first error that the script logged, or null.</summary>
    public string? Error => _error;

    /// <summary>Scenes that the script says it could not download.</summary>
    public IReadOnlyList<string> RefusedScenes
    {
        get
        {
            lock (_gate) return [.. _refused.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Takes a line of the script's output or log.</summary>
    public void Take(string line)
    {
        if (line.Length > MaxLineLength) line = line[..MaxLineLength];
        lock (_gate)
        {
            _noScenes |= NoScenesPattern().IsMatch(line);
            _outOfMemory |= OutOfMemoryPattern().IsMatch(line);
            if (UpstreamPattern().IsMatch(line)) _upstream ??= Shorten(line);
            TakeError(line);
            _expectedTiles = Count(ExpectedTilesPattern(), line) ?? _expectedTiles;
            _expectedScenes = Count(ExpectedScenesPattern(), line) ?? _expectedScenes;
            if (EmptyScenePattern().IsMatch(line)) _emptyScenes++;
            else if (RefusedPattern().Match(line) is { Success: true } refused)
            {
                _refused.Add(refused.Groups[1].Success ? refused.Groups[1].Value : refused.Groups[2].Value);
            }
        }
    }

    private static int? Count(Regex pattern, string line) =>
        pattern.Match(line) is { Success: true } match
            && int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var count)
            ? count
            : null;

    private void TakeError(string line)
    {
        // The scripts' own handler writes the kind of an exception, and what it says on the next line.
        if (_errorGoesOn && line.Length > 0) _error = Shorten($"{_error} {line}");
        _errorGoesOn = false;
        if (_error is not null || !ErrorPattern().IsMatch(line)) return;
        _error = Shorten(line);
        _errorGoesOn = line.Contains(":ERROR:Unhandled exception: ", StringComparison.Ordinal);
    }

    private static string Shorten(string line) => line.Length <= 300 ? line.Trim() : line[..300].Trim() + "...";

    [GeneratedRegex(
        @"(^|:|\s)0 items found that (intersect with the search area/date range|match the UTM tile IDs in the region)\."
        + @"|ValueError\('Cannot set a DataFrame with multiple columns|STAC query returned 0 scenes\.", RegexOptions.CultureInvariant)]
    private static partial Regex NoScenesPattern();

    [GeneratedRegex(@"(\d+) items found that match the UTM tile IDs in the region\.", RegexOptions.CultureInvariant)]
    private static partial Regex ExpectedTilesPattern();

    // landsat logs and prints it; the log alone counts, so that no scene counts twice.
    [GeneratedRegex(@":INFO:STAC query returned (\d+) scenes\.", RegexOptions.CultureInvariant)]
    private static partial Regex ExpectedScenesPattern();

    [GeneratedRegex(@":INFO:Download of \S+ failed\. Continuing\.\.\. Err: No data found in bounds", RegexOptions.CultureInvariant)]
    private static partial Regex EmptyScenePattern();

    [GeneratedRegex(@"MemoryError|Unable to allocate \S+ [KMGT]iB", RegexOptions.CultureInvariant)]
    private static partial Regex OutOfMemoryPattern();

    // landsat, then sentinel2: a scene whose tiles could not be read is told at level INFO, and nowhere else.
    [GeneratedRegex(
        @"Download of (\S+) failed\. Continuing(?!\.\.\. Err: No data found in bounds)|RasterioIOError for tif_prefix: ([A-Za-z0-9_]+)",
        RegexOptions.CultureInvariant)]
    private static partial Regex RefusedPattern();

    [GeneratedRegex(@":(ERROR|CRITICAL):|^[A-Za-z_.]*(Error|Exception): ", RegexOptions.CultureInvariant)]
    private static partial Regex ErrorPattern();

    // STAC services throttle with 403 as well as 429 and 5xx.
    [GeneratedRegex(
        @"APIError|\b(403|408|429|500|502|503|504) (Client|Server) Error|response code: (403|408|429|50[0234])"
        + @"|HTTP( error)?[ :]+(403|429|50[0234])"
        + @"|Too Many Requests|Service Unavailable|Bad Gateway|Gateway Time-?out|\bForbidden\b|ConnectionError|ConnectionResetError"
        + @"|Connection aborted|RemoteDisconnected|Max retries exceeded|ReadTimeout|ConnectTimeout|name resolution|IncompleteRead"
        + @"|ChunkedEncodingError|CURL error", RegexOptions.CultureInvariant)]
    private static partial Regex UpstreamPattern();
}
