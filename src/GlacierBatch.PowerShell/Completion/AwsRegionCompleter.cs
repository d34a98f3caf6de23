using System.Collections;
using GlacierBatch.Core.Aws;

namespace GlacierBatch.PowerShell.Completion;

/// <summary>Completes AWS regions.</summary>
public sealed class AwsRegionCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IDictionary boundParameters, string typed) => AwsNames.Regions();
}
