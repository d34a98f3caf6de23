using System.Collections;
using GlacierBatch.Core.Aws;

namespace GlacierBatch.PowerShell.Completion;

/// <summary>Completes the AWS profiles of this machine.</summary>
public sealed class AwsProfileCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IDictionary boundParameters, string typed) => AwsNames.Profiles();
}
