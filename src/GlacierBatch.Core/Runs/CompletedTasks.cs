using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Runs;

/// <summary>Finds tasks that need not run again: some run recorded them as done, and what it published is still there.</summary>
internal static class CompletedTasks
{
    private const string ResultFolder = "/results/";

    /// <summary>Those of the tasks that are completed.</summary>
    public static async Task<IReadOnlyList<GlacierTask>> FindAsync(
        GlacierEnvironment environment, IReadOnlyList<GlacierTask> tasks, CancellationToken cancellationToken)
    {
        var wanted = tasks.ToDictionary(task => task.Id, StringComparer.Ordinal);
        var completed = new List<GlacierTask>();
        await foreach (var entry in environment.Store.ListAsync(StoreLayout.Runs, cancellationToken))
        {
            var folder = entry.Key.IndexOf(ResultFolder, StringComparison.Ordinal);
            if (folder < 0 || !entry.Key.EndsWith(".json", StringComparison.Ordinal)) continue;
            var id = entry.Key[(folder + ResultFolder.Length)..^".json".Length];
            if (!wanted.TryGetValue(id, out var task)) continue;
            if (!await IsCompleteAsync(environment.Store, entry.Key, cancellationToken)) continue;
            wanted.Remove(id);
            completed.Add(task);
        }

        return completed;
    }

    private static async Task<bool> IsCompleteAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(key, cancellationToken) is not { } document) return false;
        TaskResult result;
        try
        {
            result = TaskResult.Read(document.Content, key);
        }
        catch (InvalidDataException)
        {
            return false; // A damaged record proves nothing: the task runs again, in a run of its own.
        }

        if (!result.Outcome.IsSuccess()) return false;
        foreach (var output in result.Outputs)
        {
            var there = await store.FindAsync(output.Key, cancellationToken);
            if (there is null || (!output.Kind.IsShared() && there.Size != output.Size)) return false;
        }

        return true;
    }
}
