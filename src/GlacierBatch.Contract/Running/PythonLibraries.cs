namespace GlacierBatch.Contract.Running;

/// <summary>Looks up the versions of the libraries that the scripts use, without importing them: that would take seconds.</summary>
public static class PythonLibraries
{
    private const string Probe = """
        import glob, os
        from importlib.metadata import distribution, PackageNotFoundError
        for name in ("boto3 botocore dask gdal geopandas netcdf4 numpy opencv-python-headless pandas pyproj pystac pystac-client rasterio "
                     "requests rioxarray scipy shapely tqdm xarray").split():
            try:
                found = distribution(name)
            except PackageNotFoundError:
                continue
            print(name, found.version)
            if name == "rasterio":
                # A wheel brings a GDAL of its own, whose file says which.
                for library in glob.glob(str(found.locate_file("rasterio.libs")) + "/libgdal*.so.*"):
                    print("gdal", ".".join(os.path.basename(library).split(".so.")[1].split(".")[1:]))
        """;

    /// <summary>The versions by name; none where the interpreter cannot tell.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(PythonInterpreter python, CancellationToken cancellationToken)
    {
        var versions = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var (_, lines) = await PythonProbe.RunAsync(python.Path, [], Probe, cancellationToken);
        foreach (var line in lines)
        {
            if (line.Split(' ') is [var name, var version]) versions[name] = version;
        }

        return versions;
    }
}
