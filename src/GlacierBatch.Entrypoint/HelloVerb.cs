using GlacierBatch.Contract.Results;

namespace GlacierBatch.Entrypoint;

/// <summary>The first checkpoint: a job starts, prints, and its line is found in the logs.</summary>
internal static class HelloVerb
{
    /// <summary>Says hello.</summary>
    public static int Run()
    {
        Console.WriteLine("Hello from AWS Batch!");
        return ExitCodes.Done;
    }
}
