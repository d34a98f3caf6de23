using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Contract.Results;

/// <summary>What made the outputs, so that they can be explained or made again.</summary>
/// <param name="WorkloadRevision">The scripts' revision.</param>
/// <param name="Template">Where the reference grid really came from.</param>
/// <param name="Runner">The task runner's version.</param>
/// <param name="Python">The interpreter's version line.</param>
/// <param name="Machine">The machine's name.</param>
public sealed record Provenance(string WorkloadRevision, TemplateChoice Template, string Runner, string Python, string Machine)
{
    /// <summary>The image that ran it, by digest where its submitter knew it; null outside containers.</summary>
    public string? Image { get; init; }

    /// <summary>The versions of the libraries that the scripts use, by name; null where they were not looked up.</summary>
    public IReadOnlyDictionary<string, string>? Libraries { get; init; }
}
