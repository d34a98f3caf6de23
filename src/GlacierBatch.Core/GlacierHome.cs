namespace GlacierBatch.Core;

/// <summary>The one folder in which the product keeps what is this machine's: ledger, default buckets, scratch and caches.</summary>
/// <param name="Path">The folder, absolute.</param>
public sealed record GlacierHome(string Path)
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "GLACIERBATCH_HOME";

    /// <summary>The ledger's file.</summary>
    public string Ledger => System.IO.Path.Combine(Path, "ledger.db");

    /// <summary>Where environments without a bucket of their own keep theirs.</summary>
    public string Buckets => System.IO.Path.Combine(Path, "buckets");

    /// <summary>Fetched workloads, by revision.</summary>
    public string Cache => System.IO.Path.Combine(Path, "cache");

    /// <summary>The default bucket of an environment.</summary>
    public string Bucket(string environment) => System.IO.Path.Combine(Buckets, environment);

    /// <summary>Working folders of an environment's attempts.</summary>
    public string Scratch(string environment) => System.IO.Path.Combine(Path, "scratch", environment);

    /// <summary>Logs of an environment's attempts while they run.</summary>
    public string Logs(string environment) => System.IO.Path.Combine(Path, "logs", environment);

    /// <summary>The folder that the variable names, else the platform's local data folder.</summary>
    public static GlacierHome Locate()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrWhiteSpace(named)) return new GlacierHome(System.IO.Path.GetFullPath(named));
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (data.Length > 0) return new GlacierHome(System.IO.Path.Combine(data, "GlacierBatch"));
        throw new GlacierBatchException(
            ErrorKind.NotAvailable, "HomeUnknown", "This account has no folder for local data.", $"Set {Variable} to a folder.");
    }
}
