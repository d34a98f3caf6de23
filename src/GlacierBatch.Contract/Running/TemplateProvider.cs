using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Contract.Running;

/// <summary>Puts a region's reference grid where its script looks for it, so that it need not be made from whole tiles.</summary>
/// <param name="store">Where earlier tasks published theirs.</param>
public sealed class TemplateProvider(IObjectStore store)
{
    private const double ToleranceMetres = 0.001;

    /// <summary>Gives the script its template.</summary>
    /// <param name="assignment">The task.</param>
    /// <param name="baseFolder">The script's base folder.</param>
    /// <param name="log">Told why a stored one was passed over.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was really done.</returns>
    public async Task<TemplateChoice> ProvideAsync(
        TaskAssignment assignment, string baseFolder, AttemptLog log, CancellationToken cancellationToken)
    {
        var (manifest, task) = (assignment.Manifest, assignment.Task);
        if (manifest.Template == TemplateChoice.Script) return TemplateChoice.Script;

        var path = OutputLayout.TemplatePath(task.Satellite, task.Region);
        var file = Path.Combine(baseFolder, path.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (manifest.Template == TemplateChoice.Stored)
        {
            var key = StoreLayout.Output(manifest.BasePath, task.Satellite, path);
            if (await TryFetchAsync(key, file, assignment, log, cancellationToken)) return TemplateChoice.Stored;
        }

        using var grid = new MemoryStream();
        await GridTemplate.WriteAsync(
            grid, assignment.Region.Bounds, assignment.Region.Epsg, task.Satellite.ResolutionMetres(), cancellationToken);
        File.WriteAllBytes(file, grid.ToArray());
        return TemplateChoice.Grid;
    }

    private async Task<bool> TryFetchAsync(
        string key, string file, TaskAssignment assignment, AttemptLog log, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(key, cancellationToken) is null) return false;
        try
        {
            await using (var source = await store.OpenReadAsync(key, cancellationToken))
            await using (var target = File.Create(file))
            {
                await source.CopyToAsync(target, cancellationToken);
            }

            await using var written = File.OpenRead(file);
            var header = await TiffHeader.ReadAsync(written, cancellationToken);
            if (Fits(header, assignment)) return true;
            log.Write("run", $"The stored template {key} has another grid than the region; a new one is used.");
        }
        catch (TiffFormatException fault)
        {
            log.Write("run", $"The stored template {key} is damaged ({fault.Message}); a new one is used.");
        }

        File.Delete(file);
        return false;
    }

    private static bool Fits(TiffHeader header, TaskAssignment assignment)
    {
        var resolution = assignment.Task.Satellite.ResolutionMetres();
        return header.Epsg == assignment.Region.Epsg && header.PixelWidth == resolution && header.PixelHeight == resolution
            && header.Covers(assignment.Region.Bounds, ToleranceMetres);
    }
}
