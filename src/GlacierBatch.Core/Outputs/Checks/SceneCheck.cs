using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Pixels;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Outputs.Reading;

namespace GlacierBatch.Core.Outputs.Checks;

/// <summary>
/// Whether every scene is there that should be: by the record and its raw tiles, the script's log, the tiles that were kept, and the
/// query's result. The scripts lose scenes and end with 0.
/// </summary>
internal sealed class SceneCheck(OutputScope scope, SharedTables tables)
{
    /// <summary>What covers less of a region is rightly not clipped.</summary>
    private const double Half = 0.5;

    /// <summary>The coverage is measured at some hundred points.</summary>
    private const double Uncertain = 0.05;

    private readonly Findings _findings = new(CheckLayer.Complete, "Scenes");
    private readonly HashSet<string> _sources = new(StringComparer.Ordinal);

    /// <summary>Makes the check.</summary>
    public async Task<Check> RunAsync(CancellationToken cancellationToken)
    {
        var log = ScriptLog.Of(scope.Result);
        CheckRecord(log);
        CheckDates();
        if (scope.Satellite == Satellite.Sentinel2) await CheckTilesAsync(cancellationToken);
        else CheckQuery(log);
        var by = _sources.Count == 0 ? "by themselves" : $"by {string.Join(", ", _sources.Order(StringComparer.Ordinal))}";
        return _findings.ToCheck(FormattableString.Invariant($"{scope.SceneNames.Count} scenes, none missing {by}"));
    }

    private void CheckRecord(ScriptLog log)
    {
        if (scope.Result is not { } result) return;
        _sources.Add("the record");
        foreach (var lost in result.LostScenes) _findings.Fail($"{lost} was lost on the way");
        if (result.LastLines.Count == 0) return;
        _sources.Add("the log");
        foreach (var refused in log.Refused.Except(result.LostScenes)) _findings.Fail($"{refused} could not be downloaded, says the log");
        if (log.ExpectedTiles is { } tiles && result.RawTiles.Count > 0 && result.RawTiles.Count < tiles)
        {
            _findings.Fail(FormattableString.Invariant(
                $"of {tiles} raw tiles that the query found, {result.RawTiles.Count} were downloaded"));
        }
    }

    private void CheckDates()
    {
        if (scope.Window is not { } window) return;
        foreach (var name in scope.SceneNames.Order(StringComparer.Ordinal))
        {
            if (SceneNames.DateOf(scope.Satellite, name) is { } day && !scope.Window.IsIn(scope.Satellite, name))
            {
                _findings.Fail($"{name} is of {DateWindow.Format(day)}, outside {window}");
            }
        }
    }

    /// <summary>A tile that was downloaded and covers half of the region must have been clipped.</summary>
    private async Task CheckTilesAsync(CancellationToken cancellationToken)
    {
        var kept = scope.There.Of(OutputKind.RawTile).Where(file => scope.Window.IsIn(scope.Satellite, file.Stem)).ToList();
        var recorded = scope.Result?.RawTiles ?? [];
        foreach (var tile in recorded.Where(tile => tile.Fault is not null)) _findings.Fail(
            $"{tile.Path} was downloaded damaged: {tile.Fault}");
        var tiles = recorded.Select(tile => tile.Path).Union(kept.Select(file => file.Path), StringComparer.Ordinal).ToList();
        if (tiles.Count > 0) _sources.Add("the raw tiles");
        var damaged = recorded.Where(tile => tile.Fault is not null).Select(tile => OutputLayout.SceneOfTile(tile.Path)).ToHashSet(
            StringComparer.Ordinal);
        var scenes = scope.SceneNames;
        foreach (var scene in tiles.GroupBy(OutputLayout.SceneOfTile).OrderBy(scene => scene.Key, StringComparer.Ordinal))
        {
            if (scenes.Contains(scene.Key) || damaged.Contains(scene.Key)) continue;
            var own = kept.Where(file => OutputLayout.SceneOfTile(file.Path) == scene.Key).ToList();
            if (SharesOf(recorded, scene.Key) is [{ } share]) Judge(scene.Key, share);
            else if (own.Count == scene.Count()) await MeasureAsync(scene.Key, own, cancellationToken);
            else _findings.Doubt($"{scene.Key} was downloaded and not clipped, and how much of the region it covers is not recorded");
        }
    }

    /// <summary>What the record says of how much a scene covers: one value, or none.</summary>
    private static List<double?> SharesOf(IEnumerable<RawTile> recorded, string scene) =>
        [.. recorded.Where(tile => OutputLayout.SceneOfTile(tile.Path) == scene).Select(tile => tile.SceneCoverage).Distinct()];

    private void Judge(string scene, double coverage)
    {
        var text = FormattableString.Invariant($"{scene} covers {coverage:0%} of the region");
        if (coverage > Half + Uncertain) _findings.Fail($"{text} and was not clipped");
        else if (coverage > Half - Uncertain) _findings.Doubt($"{text}, too near to half to say whether it should have been clipped");
    }

    private async Task MeasureAsync(string scene, List<StoredFile> tiles, CancellationToken cancellationToken)
    {
        try
        {
            Judge(scene, await TileCoverage.MeasureAsync(scope, tiles, cancellationToken));
        }
        catch (TiffFormatException fault)
        {
            _findings.Fail($"the raw tile of {scene} is damaged: {fault.Message}");
        }
        catch (PixelsDamagedException fault)
        {
            _findings.Fail($"the raw tile of {scene} is damaged: {fault.Message}");
        }
        catch (Exception fault) when (fault is PixelsUnreadableException or IOException or UnauthorizedAccessException)
        {
            _findings.Doubt($"{scene} was downloaded and not clipped, and its tile could not be read: {fault.Message}");
        }
    }

    /// <summary>A scene that the query found must have been clipped, unless it has no pixel in the region.</summary>
    private void CheckQuery(ScriptLog log)
    {
        if (tables.Table is not { } table || table.Column("subset_id") is var column && column < 0) return;
        _sources.Add("the query's result");
        var scenes = scope.SceneNames;
        foreach (var row in table.Rows.Skip(1).Where(row => column < row.Count))
        {
            var name = row[column];
            if (scenes.Contains(name) || !scope.Window.IsIn(scope.Satellite, name) || log.Empty.Contains(name)) continue;
            if (log.IsWhole || scope.Result is null) _findings.Fail($"{name} was found by the query and not clipped");
            else _findings.Doubt($"{name} was found by the query and not clipped, and the record keeps too little of the log to say why");
        }
    }
}
