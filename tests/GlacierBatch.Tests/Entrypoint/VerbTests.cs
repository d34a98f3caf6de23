using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Entrypoint;

/// <summary>The verbs by which the first checkpoints try a place.</summary>
public sealed class VerbTests(MotoServer moto)
{
    [Fact]
    public async Task Hello_prints_its_line_and_nothing_else()
    {
        using var run = await ContainerRun.CreateAsync(moto);
        var result = await run.RunAsync([], "hello");
        Assert.Equal((ExitCodes.Done, "Hello from AWS Batch!\n", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task Write_test_leaves_its_object_with_a_time_stamp()
    {
        using var run = await ContainerRun.CreateAsync(moto);
        var result = await run.RunAsync(run.Variables(), "write-test");
        Assert.True(result.ExitCode == ExitCodes.Done, result.Error);
        Assert.Equal($"Wrote batch-test/hello.txt to s3://{run.Bucket}/ and read it back.\n", result.Output);
        Assert.Matches(@"^Hello from AWS Batch!\n\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\n$", await run.TextAsync("batch-test/hello.txt"));

        var plain = run.Variables((TaskVariables.StoreVariable, null), ("S3_BUCKET", run.Bucket));
        Assert.Equal(ExitCodes.Done, (await run.RunAsync(plain, "write-test")).ExitCode);
    }

    [Fact]
    public async Task Write_test_names_a_bucket_that_is_not_there_or_not_named()
    {
        using var run = await ContainerRun.CreateAsync(moto);
        var missing = await run.RunAsync(run.Variables((TaskVariables.StoreVariable, "s3://no-such-bucket-here")), "write-test");
        Assert.Equal(ExitCodes.BadTask, missing.ExitCode);
        Assert.Contains("no-such-bucket-here", missing.Error, StringComparison.Ordinal);

        var unnamed = await run.RunAsync(run.Variables((TaskVariables.StoreVariable, null)), "write-test");
        Assert.Equal(ExitCodes.BadTask, unnamed.ExitCode);
        Assert.Contains("names the bucket to try", unnamed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_stack_names_each_package_that_cannot_be_imported_and_writes_what_it_found_where_all_can()
    {
        Assert.SkipWhen(Samples.SampleScript.Python.Length == 0, "There is no python3 on PATH.");
        using var run = await ContainerRun.CreateAsync(moto);

        // Stand-ins come first on the path, so that it is the same on every machine; the real ones are tried in the image.
        string[] packages = ["boto3", "numpy", "pandas", "geopandas", "rasterio", "rioxarray", "xarray", "shapely", "pyproj",
            "pystac_client", "dask", "requests", "tqdm"];
        foreach (var package in packages)
        {
            await File.WriteAllTextAsync(Path.Combine(run.Folder, $"{package}.py"), "__version__ = '1.2'\n__gdal_version__ = '3.9.9'\n",
                TestContext.Current.CancellationToken);
        }

        var variables = run.Variables(("PYTHONPATH", run.Folder), (PythonLocator.Variable, Samples.SampleScript.Python));
        var whole = await run.RunAsync(variables, "check-stack");
        Assert.True(whole.ExitCode == ExitCodes.Done, whole.Output + whole.Error);
        var written = await run.TextAsync("batch-test/geospatial_test.txt");
        Assert.All([.. packages, "gdal 3.9.9", "python 3."], word => Assert.Contains(word, written, StringComparison.Ordinal));

        await run.Store.DeleteAsync("batch-test/geospatial_test.txt", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(run.Folder, "rasterio.py"), "raise ImportError('libgdal is not there')",
            TestContext.Current.CancellationToken);
        var broken = await run.RunAsync(variables, "check-stack");
        Assert.Equal(ExitCodes.ScriptFailed, broken.ExitCode);
        Assert.Contains("rasterio FAILED ImportError: libgdal is not there", broken.Output, StringComparison.Ordinal);
        Assert.Empty(await run.KeysAsync("batch-test/"));
    }

    [Fact]
    public async Task An_unknown_verb_ends_with_64_and_help_and_version_with_0()
    {
        using var run = await ContainerRun.CreateAsync(moto);
        var unknown = await run.RunAsync([], "dance");
        Assert.Equal(ExitCodes.BadTask, unknown.ExitCode);
        Assert.Contains("'dance' is no verb", unknown.Error, StringComparison.Ordinal);
        var help = await run.RunAsync([], "--help");
        Assert.Equal(ExitCodes.Done, help.ExitCode);
        Assert.All(["hello", "write-test", "check-stack", TaskVariables.PartVariable], word =>
            Assert.Contains(word, help.Output, StringComparison.Ordinal));
        Assert.Equal((ExitCodes.Done, RunnerVersion.Current + "\n"), await VersionAsync(run));
    }

    private static async Task<(int, string)> VersionAsync(ContainerRun run)
    {
        var result = await run.RunAsync([], "--version");
        return (result.ExitCode, result.Output);
    }
}
