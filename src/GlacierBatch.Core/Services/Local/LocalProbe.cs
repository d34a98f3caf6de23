using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using GlacierBatch.Contract.Processes;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Transfers;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Probes;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Services.Local;

/// <summary>
/// A probe on this machine: a child process of the Python interpreter that runs the scripts here, and an object in the folder that is the
/// bucket. There is no image: what the stack is asked for is what the environment's own scripts import.
/// </summary>
/// <param name="environment">The environment.</param>
/// <param name="home">This machine's folder.</param>
/// <param name="python">The interpreter.</param>
/// <param name="time">The clock.</param>
internal sealed class LocalProbe(GlacierEnvironment environment, GlacierHome home, PythonInterpreter python, TimeProvider time)
{
    private const string Hello = "print('Hello from AWS Batch!')";

    /// <summary>Imports what the scripts of a folder import and do not bring along, and prints each library's version.</summary>
    private const string ImportAll = """
        import ast, importlib, os, sys
        sys.path[:] = [place for place in sys.path if place]  # Nothing of the folder that this happens to run in.
        from importlib.metadata import version, PackageNotFoundError
        packages = {"osgeo": "gdal", "cv2": "opencv-python-headless", "PIL": "pillow", "yaml": "pyyaml", "sklearn": "scikit-learn"}
        own, wanted, failed = set(), {}, 0
        for folder, folders, files in os.walk(sys.argv[1]):
            own.update(folders)
            own.update(os.path.splitext(name)[0] for name in files if name.endswith(".py"))
            for path in (os.path.join(folder, name) for name in files if name.endswith(".py")):
                with open(path, "rb") as source:
                    tree = ast.parse(source.read(), path)
                for node in ast.walk(tree):
                    names = [each.name for each in node.names] if isinstance(node, ast.Import) else \
                        [node.module] if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module else []
                    for name in names:
                        wanted.setdefault(name.split(".")[0], os.path.relpath(path, sys.argv[1]))
        print("python", ".".join(map(str, sys.version_info[:3])))
        standard = getattr(sys, "stdlib_module_names", frozenset())
        for name in sorted(set(wanted) - own):
            try:
                module = importlib.import_module(name)
            except Exception as error:
                failed += 1
                print(name, "FAILED", f"{type(error).__name__}: {error}".replace("\n", " "), "in", wanted[name])
                continue
            if name in standard:
                print(name, "(Python's own)")
                continue
            try:
                print(name, version(packages.get(name, name)))
            except PackageNotFoundError:
                print(name, getattr(module, "__version__", "unknown"))
        sys.exit(1 if failed else 0)
        """;

    /// <summary>Runs it.</summary>
    public async Task<ProbeResult> RunAsync(ProbeRequest request, CancellationToken cancellationToken)
    {
        string[] arguments = request.Verb == ProbeVerb.CheckStack
            ? ["-c", ImportAll, await ScriptsAsync(cancellationToken)]
            : ["-c", Hello];
        var started = time.GetUtcNow();
        var (outcome, lines) = await RunAsync(arguments, request.Patience, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var reason = outcome switch
        {
            { End: ProcessEnd.TimedOut } => FormattableString.Invariant($"It did not end within {request.Patience.TotalSeconds:0} s."),
            { ExitCode: 0 } => null,
            _ when lines.Count > 0 => $"It ended with {outcome.ExitCode}: {MessageText.Of(lines[^1], 300)}",
            _ => $"It ended with {outcome.ExitCode}, and said nothing.",
        };
        if (reason is null && request.ObjectKey is { } key) reason = await TryWriteAsync(key, lines, cancellationToken);
        return new ProbeResult
        {
            JobId = $"{environment.Name}/{request.Name}",
            Status = reason is null ? JobStatus.SUCCEEDED : JobStatus.FAILED,
            Reason = reason,
            StartedAt = started,
            StoppedAt = time.GetUtcNow(),
            Lines = lines,
        };
    }

    private async Task<(ProcessOutcome Outcome, IReadOnlyList<string> Lines)> RunAsync(
        string[] arguments, TimeSpan limit, CancellationToken cancellationToken)
    {
        var lines = new ConcurrentQueue<string>();
        var request = new ProcessRequest
        {
            FileName = python.Path,
            Arguments = arguments,
            WorkingDirectory = home.Path,
            Environment = new Dictionary<string, string?> { ["PYTHONDONTWRITEBYTECODE"] = "1" },
            Timeout = limit,
            GracePeriod = TimeSpan.FromSeconds(2),
            Mark = Guid.NewGuid().ToString("N"),
        };
        var outcome = await new ProcessRunner(time).RunAsync(
            request, _ => { }, line => lines.Enqueue(line.Text.TrimEnd()), cancellationToken);
        return (outcome, [.. lines]);
    }

    /// <summary>Writes what was printed and the time, and reads it back, as the container's program does.</summary>
    private async Task<string?> TryWriteAsync(string key, IReadOnlyList<string> lines, CancellationToken cancellationToken)
    {
        var stamp = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var content = Encoding.UTF8.GetBytes($"{string.Join('\n', lines)}\n{stamp}\n");
        try
        {
            await environment.Store.PutAsync(key, new MemoryStream(content), cancellationToken);
            var read = await environment.Store.GetAsync(key, cancellationToken);
            return read is not null && read.Content.Span.SequenceEqual(content)
                ? null
                : $"What was written to {key} in {environment.Bucket} is not what is read from there.";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
    }

    /// <summary>The folder of the environment's scripts.</summary>
    /// <exception cref="GlacierBatchException">None were published, or they are gone.</exception>
    private async Task<string> ScriptsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var cache = new WorkloadCache(environment.Store, new TransferEngine(environment.Store), home.Cache);
            return await cache.FetchAsync(environment.RequireWorkload(), cancellationToken);
        }
        catch (WorkloadMissingException missing)
        {
            throw new GlacierBatchException(ErrorKind.NotFound, "WorkloadMissing", missing.Message,
                $"Publish the scripts: Publish-GlacierWorkload -Environment {environment.Name} -Path <folder>.", environment.Name, missing);
        }
    }
}
