namespace GlacierBatch.Core.Services.Batch.Provisioning.Checks;

/// <summary>Whether the credentials are of the environment's account, and the AWS region its own.</summary>
internal sealed class AccountCheck : IBatchCheck
{
    /// <inheritdoc/>
    public string Name => "Account";

    /// <inheritdoc/>
    public async Task<CheckFinding> LookAsync(CheckSubject subject, CancellationToken cancellationToken)
    {
        var account = await BatchProvisioner.RequirePlaceAsync(
            subject.Clients, subject.Record, subject.Environment.Name, cancellationToken);
        return CheckFinding.Passed($"{account} in {subject.Record.AwsRegion}");
    }
}
