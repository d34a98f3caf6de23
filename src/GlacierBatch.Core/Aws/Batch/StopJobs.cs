namespace GlacierBatch.Core.Aws.Batch;

/// <summary>Cancels a job that does not run yet; an array's parent takes its children along.</summary>
internal sealed record CancelJobRequest(string JobId, string Reason);

/// <summary>Nothing: that it was accepted is all.</summary>
internal sealed record CancelJobResponse;

/// <summary>Stops a job whatever it does; an array's parent takes its children along.</summary>
internal sealed record TerminateJobRequest(string JobId, string Reason);

/// <summary>Nothing: that it was accepted is all.</summary>
internal sealed record TerminateJobResponse;
