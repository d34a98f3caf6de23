using System.Runtime.CompilerServices;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Services.Batch.Provisioning.Checks;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>Looks, one thing after the other, whether jobs of an environment can run at AWS. Nothing is changed.</summary>
internal static class BatchPreflight
{
    private static readonly IBatchCheck Account = new AccountCheck();

    private static readonly IBatchCheck[] Checks =
    [
        new BucketRegionCheck(), new RolesCheck(), new ComputeCheck(), new QuotaCheck(), new MemoryCheck(), new ImageCheck(),
        new NetworkCheck(), new QueueCheck(),
    ];

    /// <summary>Looks.</summary>
    public static async IAsyncEnumerable<EnvironmentCheck> LookAsync(
        GlacierEnvironment environment, AwsClients clients, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var record = environment.RequireBatch();
        var nothing = new RealPlaces(new Dictionary<PurchaseOption, Aws.Batch.JobQueueDetail>(), []);
        var subject = new CheckSubject(environment, record, clients, nothing);
        var account = await AskAsync(Account, subject, cancellationToken);
        yield return account;
        // With no credentials, or with those of another account, all else would only say so again, or look at somebody else's.
        if (!account.Passed) yield break;

        CheckFinding? fault = null;
        try
        {
            subject = subject with { Real = await RealPlaces.ReadAsync(clients.Batch, record, cancellationToken) };
        }
        catch (Exception error) when (AwsFault.KindOf(error) is not null)
        {
            fault = CheckFinding.Of(error);
        }

        foreach (var check in Checks)
        {
            var needsPlaces = check is ComputeCheck or QuotaCheck or QueueCheck or NetworkCheck or MemoryCheck;
            yield return needsPlaces && fault is not null
                ? Said(environment, check, fault)
                : await AskAsync(check, subject, cancellationToken);
        }
    }

    private static async Task<EnvironmentCheck> AskAsync(IBatchCheck check, CheckSubject subject, CancellationToken cancellationToken)
    {
        try
        {
            return Said(subject.Environment, check, await check.LookAsync(subject, cancellationToken));
        }
        catch (Exception fault) when (fault is GlacierBatchException || AwsFault.KindOf(fault) is not null)
        {
            return Said(subject.Environment, check, CheckFinding.Of(fault));
        }
    }

    private static EnvironmentCheck Said(GlacierEnvironment environment, IBatchCheck check, CheckFinding finding) =>
        new(environment.Name, check.Name, finding.Status, finding.Evidence, finding.Fix);
}
