using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Contract.Transfers;
using GlacierBatch.Core.Regions;

namespace GlacierBatch.Core.Environments;

/// <summary>Puts the scripts where tasks fetch them, and writes down exactly which they are.</summary>
/// <param name="time">The clock.</param>
internal sealed class WorkloadPublisher(TimeProvider time)
{
    /// <summary>The catalogue that the scripts read, below the workload's folder.</summary>
    public const string CatalogPath = "1_download_merge_and_clip/ancillary/glacier_roi_v2/glaciers_roi_proj_v3_300m.gpkg";

    private static readonly string[] PassedOver = ["__pycache__", ".git", ".ipynb_checkpoints", ".venv", ".pytest_cache"];

    /// <summary>Publishes a folder.</summary>
    /// <param name="folder">The workload's folder.</param>
    /// <param name="catalog">A region catalogue that takes the place of the workload's own, or null.</param>
    /// <param name="store">Where to.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">It is no workload, or its catalogue cannot be used. Nothing was written.</exception>
    public async Task<WorkloadReference> PublishAsync(
        string folder, string? catalog, IObjectStore store, CancellationToken cancellationToken)
    {
        var files = Collect(folder);
        if (catalog is not null) files[CatalogPath] = catalog;
        RequireCatalog(folder, files);
        var indexed = await SendAsync(files, store, cancellationToken);
        var revision = WorkloadIndex.RevisionOf(indexed);
        var index = new WorkloadIndex { Revision = revision, Published = time.GetUtcNow(), Files = indexed };
        await store.TryPutAsync(
            StoreLayout.WorkloadIndex(revision), Documents.Write(index, ContractJson.Default.WorkloadIndex), PutCondition.Absent,
            cancellationToken);
        return new WorkloadReference(StoreLayout.WorkloadPrefix, revision);
    }

    /// <summary>What the index names is what was sent: each file is read once, and hashed on its way.</summary>
    private async Task<IReadOnlyList<WorkloadFile>> SendAsync(
        SortedDictionary<string, string> files, IObjectStore store, CancellationToken cancellationToken)
    {
        var engine = new TransferEngine(store, new TransferOptions { TimeProvider = time });
        var uploads = files.Select(
            file => new FileUpload(Target(file.Value), $"{StoreLayout.WorkloadPrefix}/{file.Key}") { KeepsEqual = true });
        try
        {
            var sent = await engine.UploadAsync(uploads, cancellationToken: cancellationToken);
            return [.. files.Keys.Zip(sent, (path, file) => new WorkloadFile(path, file.Size, file.Sha256))];
        }
        catch (FileChangedException e)
        {
            throw new GlacierBatchException(ErrorKind.Busy, "WorkloadChanging", e.Message, "Publish it again.", e.Path, e);
        }
    }

    /// <summary>Links in the folder are passed over; one that the user named is what it points to.</summary>
    private static string Target(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    private static SortedDictionary<string, string> Collect(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new GlacierBatchException(ErrorKind.NotFound, "WorkloadNotFound", $"There is no folder {folder}.",
                "Give the folder that holds 1_download_merge_and_clip.", folder);
        }

        // Before it is walked through: it may be any folder, such as a home folder.
        var scripts = Enum.GetValues<Satellite>().Select(ScriptCommand.ScriptPath).ToList();
        if (!scripts.Exists(script => File.Exists(Path.Combine(folder, script)))) throw WithoutScripts(folder, scripts);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var everything = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var file in Directory.EnumerateFiles(folder, "*", everything))
        {
            var path = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            if (path.Split('/').Any(PassedOver.Contains)) continue;
            if (ObjectKey.FindFault(path) is { } fault)
            {
                throw new GlacierBatchException(ErrorKind.InvalidData, "WorkloadFileName",
                    $"The file {file} cannot be published: in its name {fault}.", "Rename it or move it out of the folder.", file);
            }

            if (PlainFile.FindFault(file) is { } special)
            {
                throw new GlacierBatchException(ErrorKind.InvalidData, "WorkloadFileName",
                    $"The file {file} cannot be published: {special}.", "Move it out of the folder.", file);
            }

            files[path] = file;
        }

        return scripts.Exists(files.ContainsKey) ? files : throw WithoutScripts(folder, scripts);
    }

    private static GlacierBatchException WithoutScripts(string folder, IEnumerable<string> scripts) =>
        new(ErrorKind.InvalidData, "WorkloadWithoutScripts", $"The folder {folder} has neither {string.Join(" nor ", scripts)}.",
            "Give the folder that holds 1_download_merge_and_clip.", folder);

    private static void RequireCatalog(string folder, SortedDictionary<string, string> files)
    {
        if (files.TryGetValue(CatalogPath, out var catalog))
        {
            RegionCatalog.Read(catalog);
            return;
        }

        throw new GlacierBatchException(ErrorKind.NotFound, "WorkloadWithoutCatalog",
            $"The workload {folder} has no region catalogue {CatalogPath}.", "Put it there, or give one with -RegionCatalog.", folder);
    }
}
