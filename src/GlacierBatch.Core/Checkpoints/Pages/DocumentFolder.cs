using System.Text;

namespace GlacierBatch.Core.Checkpoints.Pages;

/// <summary>Where pages go: a folder, or a file for the status page with the others beside it.</summary>
public static class DocumentFolder
{
    private const string Ending = ".md";

    /// <summary>Writes pages, each whole or not at all.</summary>
    /// <param name="path">A folder, which is made where it is not there; or the status page's own path, which ends with .md.</param>
    /// <param name="pages">The pages, the status page first.</param>
    /// <param name="cancellationToken">Stops between two.</param>
    /// <returns>The files' paths.</returns>
    /// <exception cref="IOException">One of them cannot be written.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        string path, IReadOnlyList<CheckpointDocument> pages, CancellationToken cancellationToken)
    {
        var isFile = path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path);
        var folder = isFile ? Path.GetDirectoryName(path) ?? "" : path;
        if (folder.Length > 0) Directory.CreateDirectory(folder);
        var written = new List<string>();
        foreach (var page in pages)
        {
            var file = isFile && written.Count == 0 ? path : Path.Combine(folder, page.Name);
            var partial = $"{file}.{Guid.NewGuid():N}.partial";
            await File.WriteAllTextAsync(partial, page.Text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken);
            File.Move(partial, file, overwrite: true);
            written.Add(file);
        }

        return written;
    }
}
