using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Outputs;

namespace GlacierBatch.Core.Services.Batch.Provisioning.Checks;

/// <summary>One thing that jobs of an environment need at AWS.</summary>
internal interface IBatchCheck
{
    /// <summary>What is looked at.</summary>
    string Name { get; }

    /// <summary>Looks. Faults of AWS may be thrown: whoever asks turns them into what they mean.</summary>
    Task<CheckFinding> LookAsync(CheckSubject subject, CancellationToken cancellationToken);
}

/// <summary>What a check looks at.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Record">What its record says of AWS.</param>
/// <param name="Clients">The services.</param>
/// <param name="Real">Its queues and compute environments, as Batch says them.</param>
internal sealed record CheckSubject(GlacierEnvironment Environment, BatchRecord Record, AwsClients Clients, RealPlaces Real);

/// <summary>What a check found.</summary>
/// <param name="Status">Whether it is as it must be.</param>
/// <param name="Evidence">What was found.</param>
/// <param name="Fix">What to do, or null.</param>
internal sealed record CheckFinding(CheckStatus Status, string Evidence, string? Fix = null)
{
    /// <summary>It is as it must be.</summary>
    public static CheckFinding Passed(string evidence) => new(CheckStatus.Passed, evidence);

    /// <summary>It is not.</summary>
    public static CheckFinding Failed(string evidence, string fix) => new(CheckStatus.Failed, evidence, fix);

    /// <summary>It could not be looked at.</summary>
    public static CheckFinding Unchecked(string evidence, string? fix = null) => new(CheckStatus.Unchecked, evidence, fix);

    /// <summary>What a fault means for a check: where a right or the network is missing, nothing is known.</summary>
    public static CheckFinding Of(Exception fault)
    {
        var told = AwsFault.ToException(fault);
        var isUnknown = AwsFault.KindOf(fault) is AwsFaultKind.AccessDenied || AwsFault.IsTransient(fault);
        return new CheckFinding(isUnknown ? CheckStatus.Unchecked : CheckStatus.Failed, told.Message, told.Recommendation);
    }
}
