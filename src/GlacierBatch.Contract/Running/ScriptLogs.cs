using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Contract.Running;

/// <summary>Keeps the files that a script itself logged to: its log, and landsat's list of scenes that were refused.</summary>
internal static class ScriptLogs
{
    /// <summary>Puts them into the store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="assignment">The attempt.</param>
    /// <param name="folders">Its folders.</param>
    /// <param name="keepsMain">Whether the main one is kept as it is, though all of its lines are in the attempt's log.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Their keys.</returns>
    public static async Task<IReadOnlyList<string>> PublishAsync(
        IObjectStore store, TaskAssignment assignment, AttemptFolders folders, bool keepsMain, CancellationToken cancellationToken)
    {
        var pattern = Path.GetFileNameWithoutExtension(folders.ScriptLog) + "*" + Path.GetExtension(folders.ScriptLog);
        var keys = new List<string>();
        var root = new DirectoryInfo(folders.Root);
        if (!root.Exists || root.LinkTarget is not null) return keys;
        foreach (var file in root.EnumerateFiles(pattern).OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            if (!keepsMain && file.FullName == folders.ScriptLog) continue;
            if (file.Length == 0 || PlainFile.FindFault(file.FullName) is not null) continue;
            var key = StoreLayout.ScriptLog(assignment.Manifest.Run, assignment.Task, assignment.Attempt, file.Name);
            await using var content = file.OpenRead();
            await store.PutAsync(key, content, cancellationToken);
            keys.Add(key);
        }

        return keys;
    }
}
