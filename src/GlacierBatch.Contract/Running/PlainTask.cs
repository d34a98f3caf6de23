using System.Globalization;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Regions;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// A task of which only the plan's plain variables are known: a job that somebody submitted by hand. It has no manifest, no
/// published workload and no region of a catalogue; the scripts are taken as they lie in the bucket.
/// </summary>
/// <param name="Store">The bucket.</param>
/// <param name="BasePath">The prefix of outputs.</param>
/// <param name="Task">The task.</param>
public sealed record PlainTask(Uri Store, string BasePath, GlacierTask Task)
{
    /// <summary>Names the bucket.</summary>
    public const string BucketVariable = "S3_BUCKET";

    /// <summary>Names <see cref="BasePath"/>.</summary>
    public const string BasePathVariable = "S3_BASE_PATH";

    private const string SatelliteVariable = "SATELLITE";
    private const string RegionVariable = "REGION";
    private const string StartVariable = "DATE1";
    private const string EndVariable = "DATE2";

    /// <summary>The task of the variables; null where none of them is set.</summary>
    /// <param name="read">A variable's value, or null.</param>
    /// <exception cref="InvalidDataException">One is missing or cannot be used; the message names it.</exception>
    public static PlainTask? Find(Func<string, string?> read)
    {
        string[] names = [SatelliteVariable, RegionVariable, StartVariable, EndVariable];
        if (names.All(name => string.IsNullOrEmpty(read(name)))) return null;

        var store = read(TaskVariables.StoreVariable) is { Length: > 0 }
            ? TaskVariables.ReadStore(read)
            : Require(read, BucketVariable) is var bucket && S3BucketName.IsValid(bucket) ? new Uri($"s3://{bucket}/")
            : throw Fault(BucketVariable, read, S3BucketName.Rule);
        var region = Require(read, RegionVariable);
        var basePath = (read(BasePathVariable) is { Length: > 0 } path ? path : StoreLayout.DefaultBasePath).Trim('/');
        var satellite = SatelliteNames.Parse(Require(read, SatelliteVariable))
            ?? throw Fault(SatelliteVariable, read, "sentinel2 or landsat");
        if (!RegionName.IsValid(region)) throw Fault(RegionVariable, read, RegionName.Rule);
        if (ObjectKey.FindFault(basePath) is { } fault) throw Fault(BasePathVariable, read, $"a prefix, and {fault}");

        var (start, end) = (Day(read, StartVariable), Day(read, EndVariable));
        if (end < start) throw Fault(EndVariable, read, $"a day not before {StartVariable}, {DateWindow.Format(start)}");
        return new PlainTask(store, basePath, new GlacierTask(region, satellite, new DateWindow(start, end)));
    }

    /// <summary>The run that such a task is recorded under: the job's name among runs.</summary>
    /// <param name="jobId">The service's id of the job, or null where it gives none.</param>
    /// <param name="now">Tells jobs without an id apart.</param>
    public static string RunOf(string? jobId, DateTimeOffset now)
    {
        var name = jobId is null
            ? string.Create(CultureInfo.InvariantCulture, $"job-{now.UtcDateTime:yyyyMMdd-HHmmss-fff}")
            : "job-" + jobId.Replace(':', '-');
        return RunName.IsValid(name) ? name : throw new InvalidDataException($"The job's id '{jobId}' cannot name a run.");
    }

    private static DateOnly Day(Func<string, string?> read, string name) =>
        DateOnly.TryParseExact(Require(read, name), DateWindow.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Fault(name, read, "a day such as 2025-08-01");

    private static string Require(Func<string, string?> read, string name) => read(name) is { Length: > 0 } value
        ? value
        : throw new InvalidDataException(
            $"The environment variable {name} is not set: without {TaskVariables.RunVariable} it names the task.");

    private static InvalidDataException Fault(string name, Func<string, string?> read, string rule) =>
        new($"{name} is '{read(name)}', and it must be {rule}.");
}
