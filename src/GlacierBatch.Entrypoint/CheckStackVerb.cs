using System.Diagnostics;
using System.Text;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;

namespace GlacierBatch.Entrypoint;

/// <summary>The third checkpoint: every package that the scripts import can be imported here, and its version is written down.</summary>
internal static class CheckStackVerb
{
    private const string Key = "batch-test/geospatial_test.txt";

    /// <summary>The packages that the group's scripts import, and those that these need.</summary>
    private const string Probe = """
        import importlib, sys
        from importlib.metadata import version, PackageNotFoundError
        names = {"pystac_client": "pystac-client", "osgeo": "gdal"}
        required = ["boto3", "numpy", "pandas", "geopandas", "rasterio", "rioxarray", "xarray", "shapely", "pyproj",
                    "pystac_client", "dask", "requests", "tqdm"]
        failed = 0
        print("python", ".".join(map(str, sys.version_info[:3])))
        for name in required:
            try:
                module = importlib.import_module(name)
            except Exception as error:
                failed += 1
                print(name, "FAILED", f"{type(error).__name__}: {error}".replace("\n", " "))
                continue
            try:
                found = version(names.get(name, name))
            except PackageNotFoundError:
                found = getattr(module, "__version__", "unknown")
            print(name, found)
            if name == "rasterio":
                print("gdal", module.__gdal_version__)
        sys.exit(1 if failed else 0)
        """;

    /// <summary>Imports all, and returns the exit code.</summary>
    public static Task<int> RunAsync() => Signals.RunAsync(async stop =>
    {
        var python = await PythonLocator.FindAsync(null, stop);
        var start = new ProcessStartInfo(python.Path) { RedirectStandardOutput = true, ArgumentList = { "-c", Probe } };
        using var process = Process.Start(start) ?? throw new IOException($"{python.Path} did not start.");
        await using var killed = stop.Register(() => process.Kill(entireProcessTree: true));
        var found = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            Console.WriteLine(line);
            found.Append(line).Append('\n');
        }

        await process.WaitForExitAsync(CancellationToken.None);
        stop.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
        {
            await Console.Error.WriteLineAsync(
                "Packages that the scripts need cannot be imported: build the image with a lock file that has them.");
            return ExitCodes.ScriptFailed;
        }

        var store = StoreOfVariables.Open();
        await WriteTestVerb.WriteAsync(store, Key, found.ToString().TrimEnd(), stop);
        Console.WriteLine($"Wrote {Key} to {store.Location} and read it back.");
        return ExitCodes.Done;
    });
}
