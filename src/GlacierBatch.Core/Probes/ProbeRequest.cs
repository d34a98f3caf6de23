namespace GlacierBatch.Core.Probes;

/// <summary>A job that is no task: it tries whether tasks could run.</summary>
/// <param name="Verb">What it tries.</param>
/// <param name="Name">Its name, by which it is found again; a valid name of a run.</param>
/// <param name="Patience">How long it is waited for.</param>
public sealed record ProbeRequest(ProbeVerb Verb, string Name, TimeSpan Patience)
{
    /// <summary>The object that a probe leaves in the bucket, or null.</summary>
    public string? ObjectKey => Verb switch
    {
        ProbeVerb.WriteTest => "batch-test/hello.txt",
        ProbeVerb.CheckStack => "batch-test/geospatial_test.txt",
        _ => null,
    };
}
