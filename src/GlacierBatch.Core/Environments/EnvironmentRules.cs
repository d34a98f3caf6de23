using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Environments;

/// <summary>What can be refused of an environment before anything of it is made or changed.</summary>
internal static class EnvironmentRules
{
    /// <summary>What is asked can be had at all: its limits, its base path, and a catalogue with the scripts that read it.</summary>
    internal static void RequireSound(EnvironmentSettings settings)
    {
        settings.Limits(new EnvironmentLimits());
        RequireBasePath(settings.BasePath);
        RequireWorkloadForCatalog(settings);
    }

    /// <summary>Jobs at AWS cannot read a folder of this machine, and the local service keeps its bucket in one.</summary>
    internal static void RequireBucketOf(ServiceKind service, OpenBucket bucket)
    {
        var (isFolder, place) = (bucket.Store.Location.IsFile, bucket.Place.Bucket);
        if (isFolder == (service == ServiceKind.Local)) return;
        throw isFolder
            ? new GlacierBatchException(ErrorKind.InvalidArgument, "BucketNotAtAws",
                $"Jobs of AWS Batch need a bucket of S3, and {MessageText.OfPath(place)} is a folder of this machine.",
                "Give a bucket's name with -Bucket: 3 to 63 lower-case letters, digits, dots and hyphens, as greenland-glacier-data, or " +
                "s3://greenland-glacier-data/prefix.", place)
            : new GlacierBatchException(ErrorKind.InvalidArgument, "BucketNotAFolder",
                $"The local service keeps its bucket in a folder, and '{place}' is none.",
                "Give a folder with -Bucket, or leave it out.", place);
    }

    /// <summary>This machine is not bought: nobody chooses how.</summary>
    internal static void RequireBought(GlacierEnvironment environment, EnvironmentSettings settings)
    {
        if (environment.Service == ServiceKind.Local && settings.Batch.Compute is { } compute)
            throw RunPlanner.NotBought(environment.Name, compute);
    }

    private static void RequireBasePath(string? basePath)
    {
        if (basePath is null || ObjectKey.FindFault(basePath.Trim('/')) is not { } fault) return;
        throw new GlacierBatchException(
            ErrorKind.InvalidArgument, "InvalidBasePath", $"The base path '{MessageText.Of(basePath)}' cannot be used: {fault}.",
            $"Give a relative path with forward slashes, such as {StoreLayout.DefaultBasePath}.", basePath);
    }

    private static void RequireWorkloadForCatalog(EnvironmentSettings settings)
    {
        if (settings.RegionCatalog is null || settings.Workload is not null) return;
        throw new GlacierBatchException(ErrorKind.InvalidArgument, "CatalogWithoutWorkload",
            "A region catalogue is published with the scripts that read it, and no -Workload was given.", "Give both.",
            settings.RegionCatalog);
    }
}
