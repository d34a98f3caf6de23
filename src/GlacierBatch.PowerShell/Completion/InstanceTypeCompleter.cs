using System.Collections;
using GlacierBatch.Core.Services.Batch;

namespace GlacierBatch.PowerShell.Completion;

/// <summary>Completes EC2 instance types that the scripts fit on; others can be typed.</summary>
public sealed class InstanceTypeCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IDictionary boundParameters, string typed) => BatchSettings.DefaultInstanceTypes;
}
