using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Outputs.Reading;

namespace GlacierBatch.Core.Outputs.Checks;

/// <summary>Whether the CSV files can be read and name what is there: scenes, and tiles that were downloaded.</summary>
internal sealed class TableCheck(OutputScope scope, IReadOnlyList<FileInspection> inspections, SharedTables tables)
{
    private readonly Findings _findings = new(CheckLayer.WellFormed, "Tables");
    private readonly IReadOnlySet<string> _scenes = scope.SceneNames;
    private int _lines;

    /// <summary>Makes the check.</summary>
    public async Task<Check> RunAsync(CancellationToken cancellationToken)
    {
        var tiles = TileNames();
        foreach (var inspection in inspections.Where(inspection => inspection.File.Kind == OutputKind.SceneMetadata)) CheckOwn(inspection,
            tiles);
        if (tables.Fault is not null) _findings.Fail(tables.Fault);
        else if (tables.Doubt is not null) _findings.Doubt(tables.Doubt);
        else if (tables.File?.Kind == OutputKind.CombinedMetadata) await CheckCombinedAsync(tables.Table!, cancellationToken);
        else if (tables.File?.Kind == OutputKind.QueryResults) CheckQuery(tables.Table!);
        return _findings.ToCheck(FormattableString.Invariant($"{_lines} lines, all of what is there"));
    }

    /// <summary>The tiles that were downloaded, or null where nobody recorded them.</summary>
    private HashSet<string>? TileNames()
    {
        var kept = scope.There.Of(OutputKind.RawTile).Select(file => file.Path);
        var all = (scope.Result?.RawTiles.Select(tile => tile.Path) ?? []).Concat(kept).Select(path => Path.GetFileName(path)).ToHashSet(
            StringComparer.Ordinal);
        return scope.Result is { RawTiles.Count: > 0 } ? all : null;
    }

    private void CheckOwn(FileInspection inspection, HashSet<string>? tiles)
    {
        var path = inspection.File.Path;
        if (inspection.Content is not { } content)
        {
            // What is missing or unreadable stands in Files.
            _findings.Doubt($"{path} could not be read");
            return;
        }

        try
        {
            var rows = CsvTable.Parse(content).Rows;
            if (rows is not [{ Count: >= 2 } row])
            {
                _findings.Fail($"{path} is not one line of a scene and its tiles");
                return;
            }

            _lines++;
            if (row[0] != inspection.Stem || !_scenes.Contains(row[0])) _findings.Fail(
                $"{path} names the scene {row[0]}, which is not there");
            foreach (var tile in row.Skip(1).Where(tile => tile.Length > 0))
            {
                if (!tile.StartsWith(row[0], StringComparison.Ordinal)) _findings.Fail($"{path} names {tile}, a tile of another scene");
                else if (tiles?.Contains(tile) == false) _findings.Fail($"{path} names {tile}, which was not downloaded");
            }
        }
        catch (InvalidDataException fault)
        {
            _findings.Fail($"{path}: {fault.Message}");
        }
    }

    private async Task CheckCombinedAsync(CsvTable table, CancellationToken cancellationToken)
    {
        var path = tables.File!.Path;
        if (table.Rows is not [["0", "1", ..], ..])
        {
            _findings.Fail($"{path} does not begin with its header, 0,1");
            return;
        }

        var there = scope.There.Of(OutputKind.Scene).Select(file => file.Stem).ToHashSet(StringComparer.Ordinal);
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in table.Rows.Skip(1))
        {
            _lines++;
            if (row.Count != table.Rows[0].Count && row.Count < 2) _findings.Fail($"{path} has a line without a tile: {row[0]}");
            else if (row.Count > table.Rows[0].Count) _findings.Fail($"{path} has a line longer than its header: {row[0]}");
            named.Add(row[0]);
            if (!there.Contains(row[0]) && !await IsThereNowAsync(row[0], cancellationToken)) _findings.Fail(
                $"{path} names the scene {row[0]}, which is not there");
        }

        foreach (var scene in _scenes.Except(named)) _findings.Fail($"{path} does not name the scene {scene}");
    }

    /// <summary>Another task of the region may have written it since the listing.</summary>
    private async Task<bool> IsThereNowAsync(string scene, CancellationToken cancellationToken)
    {
        var example = scope.Of(OutputKind.Scene).Select(file => file.Path).FirstOrDefault() ?? $"{scope.Region}/clipped/x.tif";
        var key = StoreLayout.Output(scope.Environment.BasePath, scope.Satellite,
            $"{Path.GetDirectoryName(example)?.Replace('\\', '/')}/{scene}.tif");
        return Contract.Objects.ObjectKey.FindFault(key) is null && await scope.Store.FindAsync(key, cancellationToken) is not null;
    }

    private void CheckQuery(CsvTable table)
    {
        var path = tables.File!.Path;
        var column = table.Column("subset_id");
        if (column < 0 || table.Column("id") < 0)
        {
            _findings.Fail($"{path} has no columns id and subset_id");
            return;
        }

        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in table.Rows.Skip(1))
        {
            _lines++;
            if (row.Count != table.Rows[0].Count) _findings.Fail(FormattableString.Invariant(
                $"{path} has a line of {row.Count} fields, its header {table.Rows[0].Count}"));
            if (column < row.Count) named.Add(row[column]);
        }

        foreach (var scene in _scenes.Except(named)) _findings.Fail($"{path} does not name the scene {scene}");
    }
}
