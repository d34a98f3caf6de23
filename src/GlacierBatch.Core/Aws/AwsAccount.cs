using Amazon.SecurityToken.Model;

namespace GlacierBatch.Core.Aws;

/// <summary>Whose credentials a connection has: asked once, since they do not change hands while a session lasts.</summary>
/// <param name="clients">The connection's clients.</param>
internal sealed class AwsAccount(AwsClients clients)
{
    private string? _id;

    /// <summary>The account's twelve digits.</summary>
    /// <exception cref="GlacierBatchException">There are no credentials, or they are not accepted.</exception>
    public async Task<string> GetIdAsync(CancellationToken cancellationToken)
    {
        if (_id is not null) return _id;
        try
        {
            var identity = await clients.Sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken);
            return _id = identity.Account;
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
        {
            throw AwsFault.ToException(fault);
        }
    }

    /// <summary>
    /// Refuses credentials and an AWS region that are not an environment's: its jobs would be looked for in vain, or made twice.
    /// </summary>
    /// <param name="environment">The environment's name.</param>
    /// <param name="accountId">The environment's account.</param>
    /// <param name="awsRegion">The environment's AWS region.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException"><c>WrongAwsRegion</c>, <c>WrongAwsAccount</c>, or there are no usable
    /// credentials.</exception>
    public async Task RequireAsync(string environment, string accountId, string awsRegion, CancellationToken cancellationToken)
    {
        if (clients.Connection.Region != awsRegion)
        {
            throw new GlacierBatchException(ErrorKind.InvalidOperation, "WrongAwsRegion",
                $"The environment '{environment}' is in the AWS region {awsRegion}, and this session calls {clients.Connection.Region}.",
                $"Make it known with its own: Get-GlacierBatchEnvironment {environment} -AwsRegion {awsRegion}.", environment);
        }

        var own = await GetIdAsync(cancellationToken);
        if (own == accountId) return;
        throw new GlacierBatchException(ErrorKind.PermissionDenied, "WrongAwsAccount",
            $"The environment '{environment}' is in the AWS account {accountId}, and the credentials are of the account {own}.",
            $"Use credentials of {accountId}: Get-GlacierBatchEnvironment {environment} -ProfileName <profile>.", environment);
    }
}
