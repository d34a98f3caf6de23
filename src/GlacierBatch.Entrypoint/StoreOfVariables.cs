using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Running;

namespace GlacierBatch.Entrypoint;

/// <summary>The bucket of a job that tries it and has no task.</summary>
internal static class StoreOfVariables
{
    /// <summary>Opens it.</summary>
    /// <exception cref="InvalidDataException">Neither variable names one.</exception>
    public static IObjectStore Open()
    {
        if (Environment.GetEnvironmentVariable(TaskVariables.StoreVariable) is { Length: > 0 })
        {
            return ObjectStores.Open(TaskVariables.ReadStore(Environment.GetEnvironmentVariable));
        }

        return Environment.GetEnvironmentVariable(PlainTask.BucketVariable) is { Length: > 0 } bucket
            ? ObjectStores.Open(new Uri($"s3://{bucket}/"))
            : throw new InvalidDataException(
                $"Neither {TaskVariables.StoreVariable} nor {PlainTask.BucketVariable} is set: one of them names the bucket to try.");
    }
}
