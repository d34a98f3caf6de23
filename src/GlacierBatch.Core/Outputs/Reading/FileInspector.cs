using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Results;

namespace GlacierBatch.Core.Outputs.Reading;

/// <summary>Looks at a task's files, several at a time, at each no longer than its questions need.</summary>
internal sealed class FileInspector
{
    /// <summary>How many objects of a bucket are asked for at a time: answers take their time, and cost no processor.</summary>
    private const int ConcurrentRanges = 16;

    private const int HeaderPage = 4 << 10;
    private const int SmallBytes = 64 << 10;

    private readonly OutputScope _scope;
    private readonly SceneInspector _scenes;
    private readonly DateTimeOffset? _recorded;

    /// <param name="scope">What is verified.</param>
    public FileInspector(OutputScope scope)
    {
        _scope = scope;
        _scenes = new SceneInspector(scope);

        // A bucket's clock is another one, and counts whole seconds.
        var tolerance = scope.Store is IRangeReader ? Clocks.Tolerance : TimeSpan.Zero;
        _recorded = scope.Result?.Ended + tolerance;
    }

    /// <summary>Looks at all of them but the tables that all tasks of a region share.</summary>
    public async Task<IReadOnlyList<FileInspection>> InspectAsync(CancellationToken cancellationToken)
    {
        var files = _scope.Files.Where(file => file.Kind is not (OutputKind.CombinedMetadata or OutputKind.QueryResults)).ToList();
        var found = new FileInspection[files.Count];
        var readsWhole = _scope.Options.ReadsAll || files.Exists(file => _scope.There.Find(file.Key)?.Entry.LastModified > _recorded);
        await ForEachAsync(
            files.Count, readsWhole, async (index, token) => found[index] = await InspectAsync(files[index], token), cancellationToken);

        // Scenes that look alike where they were looked at: all their pixels decide.
        var alike = Enumerable.Range(0, found.Length).Where(index => found[index] is { IsScene: true, Sample: not null, Facts: null })
            .GroupBy(index => (found[index].Sample!.Print, found[index].Image!.Header.Width, found[index].Image!.Header.Height))
            .Where(group => group.Count() > 1).SelectMany(group => group).ToList();
        await ForEachAsync(alike.Count, readsWhole: true, async (at, token) =>
        {
            var index = alike[at];
            found[index] = await _scenes.ScanAsync(found[index], token);
        }, cancellationToken);
        return found;
    }

    private async Task ForEachAsync(
        int count, bool readsWhole, Func<int, CancellationToken, Task> look, CancellationToken cancellationToken)
    {
        if (_scope.Store is not IRangeReader && !readsWhole)
        {
            // A look at a file of this machine takes less time than waking somebody up for it.
            for (var index = 0; index < count; index++) await look(index, cancellationToken);
            return;
        }

        var concurrent = _scope.Store is IRangeReader && !_scope.Options.ReadsAll ? ConcurrentRanges : Environment.ProcessorCount;
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = concurrent };
        await Parallel.ForEachAsync(Enumerable.Range(0, count), options, async (index, token) => await look(index, token));
    }

    private async Task<FileInspection> InspectAsync(OutputFile file, CancellationToken cancellationToken)
    {
        var inspection = new FileInspection(file);
        try
        {
            // The listing is older than the question: what is not in it is asked for by name.
            var entry = _scope.There.Find(file.Key)?.Entry ?? await _scope.Store.FindAsync(file.Key, cancellationToken);
            if (entry is null) return inspection with { Fault = "is missing" };
            inspection = inspection with { Entry = entry };
            inspection = IsRaster(file) ? await InspectRasterAsync(inspection, entry, cancellationToken)
                : entry.Size <= SmallBytes ? await InspectSmallAsync(inspection, entry, cancellationToken) : inspection;
            if (inspection.Fault is not null || file.Kind.IsShared() || _scope.Result is null) return inspection;
            if (entry.Size != file.Size) return inspection with { Fault = SizeFault(file, entry) };
            return await CompareAsync(inspection, entry, cancellationToken);
        }
        catch (FileNotFoundException)
        {
            return inspection with { Fault = "is missing" };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return inspection with { Doubt = fault.Message };
        }
    }

    private async Task<FileInspection> InspectRasterAsync(FileInspection inspection, ObjectEntry entry, CancellationToken cancellationToken)
    {
        await using var stream = await ObjectStream.OpenAsync(_scope.Store, entry, HeaderPage, _scope.Meter, cancellationToken);
        try
        {
            inspection = inspection with { Image = await TiffImage.ReadAsync(stream, cancellationToken) };
        }
        catch (TiffFormatException fault)
        {
            var size = _scope.Result is null || inspection.File.Kind.IsShared() || entry.Size == inspection.File.Size
                ? "" : $"{SizeFault(inspection.File, entry)}: ";
            return inspection with { Fault = size + fault.Message };
        }

        if (inspection.File.Kind != OutputKind.Scene) return inspection;
        return _scope.Options.ReadsAll
            ? await _scenes.ScanAsync(inspection, cancellationToken)
            : await _scenes.SampleAsync(inspection, stream, cancellationToken);
    }

    private async Task<FileInspection> InspectSmallAsync(FileInspection inspection, ObjectEntry entry, CancellationToken cancellationToken)
    {
        var content = await _scope.ReadAsync(entry.Key, cancellationToken);
        return content is null ? inspection with { Fault = "is missing" } : inspection with { Content = content };
    }

    /// <summary>
    /// Compares the content with the recorded checksum where it is at hand, where all is to be read, and where the object was
    /// written after the record, which no task does. An object that nobody touched since is as it was recorded.
    /// </summary>
    private async Task<FileInspection> CompareAsync(FileInspection inspection, ObjectEntry entry, CancellationToken cancellationToken)
    {
        string checksum;
        if (inspection.Content is { } content)
        {
            checksum = Checksum.Of(content);
        }
        else if (_scope.Options.Deep || entry.LastModified > _recorded)
        {
            await using var stream = await _scope.Store.OpenReadAsync(entry.Key, cancellationToken);
            checksum = await Checksum.OfAsync(stream, cancellationToken);
            _scope.Meter.Add(entry.Size);
        }
        else
        {
            return inspection;
        }

        return string.Equals(checksum, inspection.File.Sha256, StringComparison.OrdinalIgnoreCase)
            ? inspection with { IsCompared = true }
            : inspection with { Fault = "has other content than was recorded" };
    }

    private static bool IsRaster(OutputFile file) =>
        file.Kind is OutputKind.Scene or OutputKind.Template or OutputKind.RawTile || file.Path.EndsWith(".tif",
            StringComparison.OrdinalIgnoreCase);

    private static string SizeFault(OutputFile file, ObjectEntry entry) =>
        FormattableString.Invariant($"has {entry.Size} bytes, recorded were {file.Size}");
}
