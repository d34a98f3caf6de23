using System.Text;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Outputs;

/// <summary>
/// Whether the files that all tasks of a region write hold what this task added. They are the union of what all wrote, and so
/// never judged by one task's checksum.
/// </summary>
internal static class SharedFilesCheck
{
    private const string Name = "Shared";

    /// <summary>Makes the check.</summary>
    public static async Task<Check> RunAsync(
        GlacierEnvironment environment, Job job, TaskResult result, CancellationToken cancellationToken)
    {
        foreach (var output in result.Outputs.Where(output => output.Kind.IsShared()))
        {
            var fault = output.Kind == OutputKind.Template
                ? await FindTemplateFaultAsync(environment, output, cancellationToken)
                : await FindUnionFaultAsync(environment, job, output, cancellationToken);
            if (fault is not null) return new Check(Name, CheckStatus.Failed, fault);
        }

        return new Check(Name, CheckStatus.Passed, "the region's shared files hold what the task added");
    }

    private static async Task<string?> FindTemplateFaultAsync(
        GlacierEnvironment environment, OutputFile output, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = await environment.Store.OpenReadAsync(output.Key, cancellationToken);
            await TiffHeader.ReadAsync(content, cancellationToken);
            return null;
        }
        catch (FileNotFoundException)
        {
            return $"{output.Key} is missing";
        }
        catch (TiffFormatException fault)
        {
            return $"{output.Key}: {fault.Message}";
        }
    }

    private static async Task<string?> FindUnionFaultAsync(
        GlacierEnvironment environment, Job job, OutputFile output, CancellationToken cancellationToken)
    {
        var own = await ReadAsync(environment, StoreLayout.Shared(job.RunName, job.Task, output.Path), cancellationToken);
        var union = await ReadAsync(environment, output.Key, cancellationToken);
        if (own is null || union is null) return $"{output.Key} or the task's own copy of it is missing";
        var missing = CsvUnion.FindMissing(union, own, output.Kind.KeyColumn());
        return missing.Count == 0 ? null : $"{output.Key} has lost {missing.Count} scenes of this task, {missing[0]} among them";
    }

    private static async Task<string?> ReadAsync(GlacierEnvironment environment, string key, CancellationToken cancellationToken) =>
        await environment.Store.GetAsync(key, cancellationToken) is { } document ? Encoding.UTF8.GetString(document.Content.Span) : null;
}
