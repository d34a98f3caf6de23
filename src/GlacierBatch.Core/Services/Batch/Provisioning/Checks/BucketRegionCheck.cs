namespace GlacierBatch.Core.Services.Batch.Provisioning.Checks;

/// <summary>Whether the bucket is in the environment's AWS region.</summary>
internal sealed class BucketRegionCheck : IBatchCheck
{
    /// <inheritdoc/>
    public string Name => "BucketRegion";

    /// <inheritdoc/>
    public async Task<CheckFinding> LookAsync(CheckSubject subject, CancellationToken cancellationToken)
    {
        var bucket = BucketPlaces.BucketOf(subject.Environment);
        var facts = await new BucketInspector(subject.Clients.S3, subject.Clients.Connection)
            .RequireAsync(bucket, subject.Record.AccountId, cancellationToken);
        return facts.AwsRegion is null
            ? CheckFinding.Unchecked($"Where the bucket '{bucket}' is could not be looked at")
            : CheckFinding.Passed($"'{bucket}' is in {facts.AwsRegion}" + (facts.KeyArn is null ? ""
                : ", encrypted with a key of your own"));
    }
}
