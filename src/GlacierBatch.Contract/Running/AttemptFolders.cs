namespace GlacierBatch.Contract.Running;

/// <summary>An attempt's own folders, which no other attempt ever sees.</summary>
/// <param name="Root">The folder around the others.</param>
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

    /// <summary>A copy of the attempt's log, on its way to the store.</summary>
    public string LogCopy => Path.Combine(Root, "attempt.log");

    /// <summary>The attempt's result, on its way to the store.</summary>
    public string Record => Path.Combine(Root, "result.json");

    /// <summary>Makes them anew, without what an ended attempt of the same number may have left.</summary>
    public static AttemptFolders Create(string scratch, TaskAssignment assignment)
    {
        var folders = new AttemptFolders(Path.GetFullPath(
            Path.Combine(scratch, assignment.Manifest.Run, $"{assignment.Index}-{assignment.Attempt}-{Guid.NewGuid():N}")));
        Directory.CreateDirectory(folders.Base);
        Directory.CreateDirectory(folders.Work);
        Directory.CreateDirectory(folders.Temporary);
        Directory.CreateDirectory(folders.Home);
        return folders;
    }

    /// <summary>Deletes what a dead session's attempt left.</summary>
    public static void DeleteAbandoned(string scratch, string run, int index, int attempt)
    {
        var folder = Path.Combine(scratch, run);
        if (!Directory.Exists(folder)) return;
        foreach (var left in Directory.EnumerateDirectories(folder, $"{index}-{attempt}-*")) new AttemptFolders(left).Delete();
    }

    /// <summary>Deletes them.</summary>
    public void Delete()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Scratch that cannot be deleted costs space, not results; removing the environment tries again.
        }
    }
}
