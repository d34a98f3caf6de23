using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;

namespace GlacierBatch.Core.Services.Batch.Definitions;

/// <summary>Finds an environment's job definition by what it says, and registers it where there is none that says the same.</summary>
/// <param name="definitions">What this machine knows of them.</param>
internal sealed class DefinitionRegistry(DefinitionTable definitions)
{
    /// <summary>The ARN, with its revision, of the definition that says this.</summary>
    /// <exception cref="GlacierBatchException">It can be neither found nor registered.</exception>
    public async Task<string> EnsureAsync(GlacierEnvironment environment, DefinitionSpec spec, CancellationToken cancellationToken)
    {
        if (definitions.Find(environment.Name, spec.Hash) is { } known) return known;
        try
        {
            var arn = await FindAsync(environment, spec, cancellationToken)
                ?? (await environment.RequireAws().Batch.RegisterJobDefinitionAsync(spec.Request, cancellationToken)).JobDefinitionArn;
            definitions.Save(environment.Name, spec.Hash, arn);
            return arn;
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
        {
            throw AwsFault.ToException(fault, environment.Name);
        }
    }

    /// <summary>A definition that Batch does not know any more is looked for, and else registered, the next time.</summary>
    public void Forget(GlacierEnvironment environment, DefinitionSpec spec) => definitions.Forget(environment.Name, spec.Hash);

    private static async Task<string?> FindAsync(GlacierEnvironment environment, DefinitionSpec spec, CancellationToken cancellationToken)
    {
        var request = new DescribeJobDefinitionsRequest { JobDefinitionName = spec.Name, Status = "ACTIVE" };
        JobDefinition? newest = null;
        await foreach (var definition in environment.RequireAws().Batch.DescribeAllJobDefinitionsAsync(request, cancellationToken))
        {
            if (newest is null || definition.Revision > newest.Revision) newest = definition;
        }

        return newest?.JobDefinitionArn;
    }
}
