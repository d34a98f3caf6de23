using System.Globalization;
using System.Text.Json;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Services.Batch.Definitions;
using KeyValuePair = GlacierBatch.Core.Aws.Batch.KeyValuePair;

namespace GlacierBatch.Core.Services.Batch.Submission;

/// <summary>The submission of a part.</summary>
internal static class PartRequest
{
    /// <summary>Over so many seconds the tasks of an array begin: the imagery's servers refuse those who come all at once.</summary>
    public const int JitterSeconds = 30;

    // Batch's own limit ends the runner before it can write its record: it comes after the runner's.
    private const int TimeoutMargin = 300;

    // The scripts' own clients of AWS read it as ours does.
    private const string EndpointVariable = "AWS_ENDPOINT_URL";
    private const int ShortestTimeout = 60;
    private const int MaxOverrides = 8192;

    /// <summary>The submission.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="manifest">The run.</param>
    /// <param name="part">The part.</param>
    /// <param name="definition">The job definition, by name or ARN.</param>
    /// <exception cref="GlacierBatchException"><c>OverridesTooLong</c>.</exception>
    public static SubmitJobRequest Of(GlacierEnvironment environment, RunManifest manifest, RunPart part, string definition)
    {
        var record = environment.RequireBatch();
        var option = PurchaseOptions.Of(manifest, record);
        var isOthers = record.JobDefinition is not null;
        var overrides = new ContainerOverrides
        {
            Environment = [.. Variables(environment, manifest, part)],
            ResourceRequirements = isOthers ? null : BatchSize.Of(part.VCpu, part.MemoryMiB, option).ToRequirements(),
        };
        var length = JsonSerializer.Serialize(overrides, BatchJson.Default.ContainerOverrides).Length;
        if (length > MaxOverrides)
        {
            throw new GlacierBatchException(ErrorKind.InvalidArgument, "OverridesTooLong",
                $"What the jobs of the run '{manifest.Run}' are told has {length} characters, and AWS Batch takes {MaxOverrides}.",
                "Use a bucket, base path and run name that are shorter.", manifest.Run);
        }

        return new SubmitJobRequest
        {
            JobName = part.JobName,
            JobQueue = part.Queue ?? PartPlan.QueueOf(environment, option),
            JobDefinition = definition,
            ArrayProperties = part.Positions.Count > 1 ? new ArrayProperties(part.Positions.Count) : null,
            ContainerOverrides = overrides,
            RetryStrategy = isOthers ? null : RetryRules.Of(manifest.MaxAttempts, option),
            Timeout = new JobTimeout(Math.Max(manifest.TimeoutSeconds + TimeoutMargin, ShortestTimeout)),
        };
    }

    private static IEnumerable<KeyValuePair> Variables(GlacierEnvironment environment, RunManifest manifest, RunPart part)
    {
        var isOthers = environment.RequireBatch().JobDefinition is not null;
        yield return new(TaskVariables.RunVariable, manifest.Run);
        yield return new(TaskVariables.PartVariable, part.Part.ToString(CultureInfo.InvariantCulture));
        if (part.Positions.Count > 1) yield return new(TaskVariables.JitterVariable, JitterSeconds.ToString(CultureInfo.InvariantCulture));
        yield return new("S3_BUCKET", environment.Store.Location.Host);
        yield return new("S3_BASE_PATH", manifest.BasePath);

        // What stands in AWS's place here, stands there for the container too; at AWS itself nothing is said.
        if (environment.RequireAws().Connection.EndpointUrl is { } endpoint) yield return new(EndpointVariable, endpoint.AbsoluteUri);
        if (!isOthers) yield break;

        // A definition of others knows nothing of ours, and its container reads its task from these.
        var task = manifest.Tasks[part.Positions[0]];
        yield return new(TaskVariables.StoreVariable, environment.Bucket);
        yield return new("SATELLITE", task.Satellite.ToName());
        yield return new("REGION", task.Region);
        yield return new("DATE1", DateWindow.Format(task.Start));
        yield return new("DATE2", DateWindow.Format(task.End));
    }
}
