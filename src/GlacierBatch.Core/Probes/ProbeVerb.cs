namespace GlacierBatch.Core.Probes;

/// <summary>What a probe tries. Each is a verb of the container's program.</summary>
public enum ProbeVerb
{
    /// <summary>A job starts, and what it prints is found in its log.</summary>
    Hello,

    /// <summary>A job writes an object to the bucket and reads it back.</summary>
    WriteTest,

    /// <summary>A job imports all that the scripts import, and writes down the versions.</summary>
    CheckStack,
}
