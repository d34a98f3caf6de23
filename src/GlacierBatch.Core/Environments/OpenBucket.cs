using GlacierBatch.Contract.Objects;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Ledgers;

namespace GlacierBatch.Core.Environments;

/// <summary>A bucket that is open.</summary>
/// <param name="Store">Its objects.</param>
/// <param name="Place">Where it is, with the AWS region that was found.</param>
/// <param name="Aws">AWS's services by the same credentials, or null for a folder.</param>
internal sealed record OpenBucket(IObjectStore Store, BucketPlace Place, AwsClients? Aws);
