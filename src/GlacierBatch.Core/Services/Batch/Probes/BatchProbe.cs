using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Probes;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch.Definitions;
using GlacierBatch.Core.Services.Batch.Logs;
using GlacierBatch.Core.Services.Batch.Submission;
using GlacierBatch.Core.Services.Batch.Watching;
using KeyValuePair = GlacierBatch.Core.Aws.Batch.KeyValuePair;

namespace GlacierBatch.Core.Services.Batch.Probes;

/// <summary>
/// A probe at AWS Batch: a job of the environment's own image and definition whose command is another verb. It is found again by its name,
/// so that a session that ended does not leave one that nobody waits for.
/// </summary>
/// <param name="environment">The environment.</param>
/// <param name="definitions">Finds and registers definitions.</param>
/// <param name="time">The clock.</param>
internal sealed class BatchProbe(GlacierEnvironment environment, DefinitionRegistry definitions, TimeProvider time)
{
    private const int TimeoutSeconds = 600;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    // What was just submitted may be missing in what Batch tells, and what was just printed in its log.
    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(90);

    private readonly IBatchClient _batch = environment.RequireAws().Batch;
    private readonly BatchRecord _record = environment.RequireBatch();

    /// <summary>Runs it, or waits for the one of that name.</summary>
    /// <exception cref="GlacierBatchException">It cannot be submitted or asked for.</exception>
    public async Task<ProbeResult> RunAsync(ProbeRequest request, Action<string> told, CancellationToken cancellationToken)
    {
        if (_record.JobDefinition is not null)
        {
            throw new GlacierBatchException(ErrorKind.InvalidOperation, "ProbeNotPossible",
                $"The environment '{environment.Name}' uses a job definition that others made, and its image has none of our verbs.",
                "Make an environment of its own for the checkpoints: New-GlacierBatchEnvironment without -JobDefinition.",
                environment.Name);
        }

        try
        {
            var id = await FindAsync(request, cancellationToken) ?? await SubmitAsync(request, cancellationToken);
            told($"The job {request.Name} is {id}.");
            var detail = await WaitAsync(id, request.Patience, told, cancellationToken);
            return await ResultAsync(id, detail, cancellationToken);
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
        {
            throw AwsFault.ToException(fault, request.Name);
        }
    }

    private async Task<string?> FindAsync(ProbeRequest request, CancellationToken cancellationToken)
    {
        var list = new ListJobsRequest
        {
            JobQueue = PartPlan.QueueOf(environment, _record.Compute), Filters = [new KeyValuesPair("JOB_NAME", [request.Name])],
        };
        var found = await _batch.ListAllJobsAsync(list, cancellationToken)
            .Where(job => job.JobName == request.Name).ToListAsync(cancellationToken);
        return found.OrderBy(job => job.CreatedAt ?? long.MaxValue).FirstOrDefault()?.JobId;
    }

    private async Task<string> SubmitAsync(ProbeRequest request, CancellationToken cancellationToken)
    {
        var spec = DefinitionSpec.Of(environment, _record.Compute);
        var job = new SubmitJobRequest
        {
            JobName = request.Name,
            JobQueue = PartPlan.QueueOf(environment, _record.Compute),
            JobDefinition = await definitions.EnsureAsync(environment, spec, cancellationToken),
            ContainerOverrides = new ContainerOverrides
            {
                Command = [VerbOf(request.Verb)],
                Environment = environment.RequireAws().Connection.EndpointUrl is { } endpoint
                    ? [new KeyValuePair("AWS_ENDPOINT_URL", endpoint.AbsoluteUri)] : null,
            },
            RetryStrategy = RetryRules.Of(environment.MaxAttempts, _record.Compute),
            Timeout = new JobTimeout(TimeoutSeconds),
        };
        try
        {
            return (await _batch.SubmitJobAsync(job, cancellationToken)).JobId;
        }
        catch (UnknownOutcomeException)
        {
            var since = time.GetTimestamp();
            while (time.GetElapsedTime(since) < Arrival)
            {
                await Task.Delay(Interval, time, cancellationToken);
                if (await FindAsync(request, cancellationToken) is { } id) return id;
            }

            throw;
        }
    }

    private async Task<JobDetail?> WaitAsync(string id, TimeSpan patience, Action<string> told, CancellationToken cancellationToken)
    {
        var (since, status) = (time.GetTimestamp(), "");
        while (true)
        {
            var detail = (await _batch.DescribeJobsAsync(new DescribeJobsRequest([id]), cancellationToken)).Jobs.FirstOrDefault();
            if (detail is not null && detail.Status != status)
            {
                status = detail.Status;
                told($"{detail.JobName} is {status}. {detail.StatusReason}".TrimEnd());
            }

            if (detail?.Status is "SUCCEEDED" or "FAILED" || time.GetElapsedTime(since) >= patience) return detail;
            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    private async Task<ProbeResult> ResultAsync(string id, JobDetail? detail, CancellationToken cancellationToken)
    {
        if (detail is null)
        {
            return new ProbeResult { JobId = id, Status = JobStatus.SUBMITTED, Reason = "AWS Batch does not tell of it (any more)." };
        }

        var facts = JobFacts.Of(0, detail, null);
        return new ProbeResult
        {
            JobId = id,
            Status = facts.Status,
            Reason = facts.Reason,
            StartedAt = facts.Started,
            StoppedAt = facts.Stopped,
            Lines = facts.Status.IsEnded() ? await ReadLogAsync(detail, cancellationToken) : [],
        };
    }

    private async Task<IReadOnlyList<string>> ReadLogAsync(JobDetail detail, CancellationToken cancellationToken)
    {
        var stream = detail.Attempts is [.., var last] ? last.Container?.LogStreamName : null;
        stream ??= detail.Container?.LogStreamName;
        if (string.IsNullOrEmpty(stream) || _record.LogGroup is not { } group) return [];
        // A stream is named before it exists.
        var (since, logs) = (time.GetTimestamp(), environment.RequireAws().Logs);
        var log = await CloudWatchLog.OpenAsync(logs, group, stream, null, time, cancellationToken);
        while (log is null && time.GetElapsedTime(since) < Arrival)
        {
            await Task.Delay(Interval, time, cancellationToken);
            log = await CloudWatchLog.OpenAsync(logs, group, stream, null, time, cancellationToken);
        }

        var lines = new List<string>();
        while (log is not null && await log.ReadAsync(isOver: true, cancellationToken) is { Count: > 0 } page) lines.AddRange(page);
        return lines;
    }

    private static string VerbOf(ProbeVerb verb) => verb switch
    {
        ProbeVerb.Hello => "hello",
        ProbeVerb.WriteTest => "write-test",
        _ => "check-stack",
    };
}
