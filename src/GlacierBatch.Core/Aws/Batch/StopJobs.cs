namespace GlacierBatch.Core.Aws.Batch;

/// <summary>Stops a job whatever it does; an array's parent takes its children along.</summary>
internal sealed record TerminateJobRequest(string JobId, string Reason);

/// <summary>Nothing: that it was accepted is all.</summary>
internal sealed record TerminateJobResponse;
