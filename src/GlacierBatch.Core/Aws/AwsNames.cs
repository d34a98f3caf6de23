using Amazon;
using Amazon.Runtime.CredentialManagement;

namespace GlacierBatch.Core.Aws;

/// <summary>Names that a person may choose from, without asking AWS.</summary>
public static class AwsNames
{
    /// <summary>The AWS regions that this version of AWS's library knows, by name; AWS may have newer ones.</summary>
    public static IReadOnlyList<string> Regions() =>
        [.. RegionEndpoint.EnumerableAllRegions.Select(region => region.SystemName).Order(StringComparer.Ordinal)];

    /// <summary>The profiles of the AWS command line's configuration on this machine, by name.</summary>
    public static IReadOnlyList<string> Profiles() =>
        [.. new CredentialProfileStoreChain().ListProfiles().Select(profile => profile.Name).Distinct().Order(StringComparer.Ordinal)];
}
