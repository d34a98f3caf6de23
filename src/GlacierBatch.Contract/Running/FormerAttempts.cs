using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// What the attempts before this one came to, by their notes. A service counts machines that it took away too; a run does not.
/// </summary>
/// <param name="store">Where the notes lie.</param>
public sealed class FormerAttempts(IObjectStore store)
{
    /// <summary>
    /// How many attempts before this one failed by themselves, in a way that may pass. Those that lost their machine did not.
    /// </summary>
    /// <exception cref="IOException">The store cannot be read.</exception>
    public async Task<int> CountFailuresAsync(TaskAssignment assignment, CancellationToken cancellationToken)
    {
        var failures = 0;
        await foreach (var note in store.ListAsync(StoreLayout.Attempts(assignment.Manifest.Run, assignment.Task), cancellationToken))
        {
            if (await FindAsync(note.Key, cancellationToken) is { } former && former.Attempt < assignment.Attempt
                && former.Outcome.IsTransient() && former.Reason != TaskRunner.NotEnded)
            {
                failures++;
            }
        }

        return failures;
    }

    private async Task<TaskResult?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await store.GetAsync(key, cancellationToken) is { } note ? TaskResult.Read(note.Content, key) : null;
        }
        catch (InvalidDataException)
        {
            return null; // A note that cannot be read counts for nothing: there is one attempt more at worst.
        }
    }
}
