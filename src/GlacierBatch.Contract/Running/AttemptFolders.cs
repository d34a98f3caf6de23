namespace GlacierBatch.Contract.Running;

/// <summary>
/// An attempt's own folders, which no other attempt ever sees. The runner writes there only before the script starts: what a script leaves
/// behind, such as a link, could lead anywhere.
/// </summary>
/// <param name="Root">The folder around the script's.</param>
public sealed record AttemptFolders(string Root)
{
    /// <summary>The script's base folder, where it writes its outputs.</summary>
    public string Base => Path.Combine(Root, "base");

    /// <summary>The script's working folder.</summary>
    public string Work => Path.Combine(Root, "work");

    /// <summary>For temporary files.</summary>
    public string Temporary => Path.Combine(Root, "tmp");

    /// <summary>A home folder, for scripts that are to have none of their user's.</summary>
    public string Home => Path.Combine(Root, "home");

    /// <summary>The script's own log.</summary>
    public string ScriptLog => Path.Combine(Root, "script.log");

    /// <summary>Makes them anew, without what an ended attempt of the same number may have left.</summary>
    /// <param name="scratch">Where.</param>
    /// <param name="assignment">The attempt.</param>
    /// <param name="hasHome">Whether the script gets a home folder of its own.</param>
    public static AttemptFolders Create(string scratch, TaskAssignment assignment, bool hasHome)
    {
        var folders = new AttemptFolders(Path.GetFullPath(
            Path.Combine(scratch, assignment.Manifest.Run, $"{assignment.Index}-{assignment.Attempt}-{Guid.NewGuid():N}")));
        Directory.CreateDirectory(folders.Base);
        Directory.CreateDirectory(folders.Work);
        Directory.CreateDirectory(folders.Temporary);
        if (hasHome) Directory.CreateDirectory(folders.Home);
        return folders;
    }

    /// <summary>
    /// Why nothing that is found below them can be taken for the script's, or null: behind a link lies what is not its to give away.
    /// </summary>
    public string? FindFault()
    {
        foreach (var folder in new[] { Root, Base })
        {
            var info = new DirectoryInfo(folder);
            if (info.LinkTarget is not null)
                return "The script put a symbolic link in the place of its base folder: what that leads to is left alone.";
            if (!info.Exists) return "The script removed its base folder, and with it all that it had written.";
        }

        return null;
    }

    /// <summary>Deletes what a dead session's attempt left.</summary>
    public static async Task DeleteAbandonedAsync(string scratch, string run, int index, int attempt)
    {
        var folder = Path.Combine(scratch, run);
        if (!Directory.Exists(folder)) return;
        foreach (var left in Directory.EnumerateDirectories(folder, $"{index}-{attempt}-*")) await ScratchFolder.TryDeleteAsync(left);
    }

    /// <summary>Deletes them. Scratch that cannot be deleted costs space, not results; removing the environment tries again.</summary>
    public Task DeleteAsync() => ScratchFolder.TryDeleteAsync(Root);
}
