namespace GlacierBatch.Contract.Processes;

/// <summary>Finds the program to start, and says in one sentence why one cannot be started.</summary>
internal static class ProgramPath
{
    /// <summary>The full path of the program.</summary>
    /// <exception cref="FileNotFoundException">There is no such program.</exception>
    /// <exception cref="IOException">It is not a program, or the working folder does not exist.</exception>
    internal static string Resolve(ProcessRequest request)
    {
        if (!Directory.Exists(request.WorkingDirectory))
        {
            throw new IOException(
                $"'{request.FileName}' cannot be started in '{request.WorkingDirectory}', which is no folder: create it first.");
        }

        var path = Find(request.FileName, request.WorkingDirectory) ?? throw new FileNotFoundException(
            $"The program '{request.FileName}' was not found: install it, or give its full path.", request.FileName);
        if (Directory.Exists(path)) throw new IOException($"'{path}' cannot be started because it is a folder: give a program's path.");
        if (!IsExecutable(path)) throw new IOException($"'{path}' cannot be started because it is not executable: chmod +x it.");
        return path;
    }

    private static string? Find(string name, string workingDirectory)
    {
        if (Path.GetFileName(name) != name)
        {
            var path = Path.GetFullPath(name, Path.GetFullPath(workingDirectory));
            return File.Exists(path) || Directory.Exists(path) ? path : null;
        }

        var endings = OperatingSystem.IsWindows() ? new[] { "", ".exe" } : [""];
        return (System.Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending)))
            .FirstOrDefault(path => File.Exists(path) && IsExecutable(path));
    }

    private static bool IsExecutable(string path) =>
        OperatingSystem.IsWindows()
        || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
