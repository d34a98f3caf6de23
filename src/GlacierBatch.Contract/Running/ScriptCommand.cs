using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Contract.Running;

/// <summary>The production command line of a task, word for word as the group runs it by hand.</summary>
public static class ScriptCommand
{
    private const string Folder = "1_download_merge_and_clip";

    /// <summary>A satellite's script, below the workload's folder.</summary>
    public static string ScriptPath(Satellite satellite) => satellite == Satellite.Landsat
        ? $"{Folder}/landsat/download_clip_landsat.py"
        : $"{Folder}/sentinel2/download_merge_clip_sentinel2.py";

    /// <summary>The interpreter's arguments.</summary>
    /// <param name="workload">The workload's folder.</param>
    /// <param name="task">The task.</param>
    /// <param name="baseFolder">Where the script writes; absolute, or the script fails.</param>
    /// <param name="logFile">Where it logs; absolute.</param>
    public static IReadOnlyList<string> Arguments(string workload, GlacierTask task, string baseFolder, string logFile)
    {
        string[] common =
        [
            Path.Combine(workload, ScriptPath(task.Satellite)),
            "--regions", task.Region,
            "--date1", DateWindow.Format(task.Window.Start),
            "--date2", DateWindow.Format(task.Window.End),
            "--base_dir", baseFolder,
            "--log_name", logFile,
        ];
        return task.Satellite == Satellite.Landsat
            ? common
            : [.. common, "--download_flag", "1", "--post_processing_flag", "1", "--cores", "1"];
    }

    /// <summary>The script's environment: the task's own variables, and what GDAL needs to read buckets quickly.</summary>
    /// <remarks>Credentials are found by the scripts as by everything else in the container: no key is ever put into a variable.</remarks>
    public static IReadOnlyDictionary<string, string?> Variables(
        RunManifest manifest, GlacierTask task, TaskRunnerOptions options, AttemptFolders folders)
    {
        var variables = new Dictionary<string, string?>
        {
            ["SATELLITE"] = task.Satellite.ToName(),
            ["REGION"] = task.Region,
            ["DATE1"] = DateWindow.Format(task.Window.Start),
            ["DATE2"] = DateWindow.Format(task.Window.End),
            ["S3_BUCKET"] = options.Bucket,
            ["S3_BASE_PATH"] = manifest.BasePath,
            ["GDAL_DISABLE_READDIR_ON_OPEN"] = "EMPTY_DIR",
            ["AWS_REQUEST_PAYER"] = "requester",
            ["CPL_VSIL_CURL_ALLOWED_EXTENSIONS"] = ".tif,.TIF,.tiff",
            ["PYTHONUNBUFFERED"] = "1",
            ["PYTHONIOENCODING"] = "utf-8",
            ["TMPDIR"] = folders.Temporary,
            ["TEMP"] = folders.Temporary,
            ["TMP"] = folders.Temporary,
            ["MPLCONFIGDIR"] = folders.Temporary,
        };
        if (options.HasOwnHome) variables["HOME"] = folders.Home;

        // GDAL reads the one, boto3 the other, and services set only one of them.
        if (AwsRegion is { } region) (variables["AWS_REGION"], variables["AWS_DEFAULT_REGION"]) = (region, region);
        return variables;
    }

    private static string? AwsRegion => new[] { "AWS_REGION", "AWS_DEFAULT_REGION" }
        .Select(Environment.GetEnvironmentVariable)
        .FirstOrDefault(value => !string.IsNullOrEmpty(value));
}
