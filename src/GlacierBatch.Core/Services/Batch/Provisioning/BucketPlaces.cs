using GlacierBatch.Contract.Objects;
using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>The bucket of S3 behind an environment.</summary>
internal static class BucketPlaces
{
    /// <summary>Its name.</summary>
    public static string BucketOf(GlacierEnvironment environment) => Of(environment).Bucket;

    /// <summary>What all keys begin with in it: empty, or with a slash at its end.</summary>
    public static string PrefixOf(GlacierEnvironment environment) => Of(environment).Prefix;

    private static S3ObjectStore Of(GlacierEnvironment environment) => environment.Store as S3ObjectStore
        ?? throw new GlacierBatchException(ErrorKind.InvalidOperation, "EnvironmentNotAtAws",
            $"The environment '{environment.Name}' has its bucket in the folder {environment.Bucket}, and not at AWS.",
            "Make one with New-GlacierBatchEnvironment -Service Batch -Bucket <name>.", environment.Name);
}
