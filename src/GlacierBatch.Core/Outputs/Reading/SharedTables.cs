using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Results;

namespace GlacierBatch.Core.Outputs.Reading;

/// <summary>The table of a region that all its tasks share: the list of scenes (sentinel2), the query's result (landsat).</summary>
/// <param name="File">The file, or null where the task has none.</param>
/// <param name="Content">Its bytes, or null where it is missing.</param>
/// <param name="Table">What it says, or null.</param>
/// <param name="Fault">Why it cannot be used, or null.</param>
/// <param name="Doubt">Why it could not be read, or null.</param>
internal sealed record SharedTables(OutputFile? File, byte[]? Content, CsvTable? Table, string? Fault, string? Doubt)
{
    /// <summary>Reads it.</summary>
    public static async Task<SharedTables> ReadAsync(OutputScope scope, CancellationToken cancellationToken)
    {
        var file = scope.Files.FirstOrDefault(file => file.Kind is OutputKind.CombinedMetadata or OutputKind.QueryResults);
        if (file is null) return new SharedTables(null, null, null, null, null);
        byte[]? content = null;
        try
        {
            if (scope.There.Find(file.Key) is { Entry.Size: > CsvTable.MaxBytes })
            {
                return new SharedTables(file, null, null, null, $"{file.Path} is larger than any table of the scripts'");
            }

            content = await scope.ReadAsync(file.Key, cancellationToken);
            return content is null
                ? new SharedTables(file, null, null, $"{file.Path} is missing", null)
                : new SharedTables(file, content, CsvTable.Parse(content), null, null);
        }
        catch (InvalidDataException fault)
        {
            return new SharedTables(file, content, null, $"{file.Path}: {fault.Message}", null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new SharedTables(file, null, null, null, fault.Message);
        }
    }
}
