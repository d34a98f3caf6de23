using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Contract.Running;

/// <summary>Reads and writes what is on record of a task: its one result, and notes on attempts that did not speak for it.</summary>
internal sealed class AttemptRecords(IObjectStore store, StoreRetry retry)
{
    /// <summary>The task's result, or null.</summary>
    /// <exception cref="InvalidDataException">It cannot be used.</exception>
    public async Task<TaskResult?> FindAsync(TaskAssignment assignment)
    {
        var key = StoreLayout.Result(assignment.Manifest.Run, assignment.Task);
        return await store.GetAsync(key) is { } document ? TaskResult.Read(document.Content, key) : null;
    }

    /// <summary>Records a result, unless there is one.</summary>
    /// <returns>The one that is on record.</returns>
    public async Task<TaskResult> RecordAsync(TaskAssignment assignment, TaskResult result)
    {
        var key = StoreLayout.Result(assignment.Manifest.Run, assignment.Task);
        var bytes = Documents.Write(result, ContractJson.Default.TaskResult);
        if (await retry.RunAsync(token => store.TryPutAsync(key, bytes, PutCondition.Absent, token), CancellationToken.None) is not null)
        {
            return result;
        }

        // Somebody else was first. There is one record, and it is the truth.
        return await FindAsync(assignment) ?? result;
    }

    /// <summary>A result, to become the record where there is none.</summary>
    /// <param name="assignment">The attempt.</param>
    /// <param name="result">The result.</param>
    /// <param name="overtaken">Done where there is a record already.</param>
    public static GivenFile Give(TaskAssignment assignment, TaskResult result, Action overtaken) => new(
        StoreLayout.Result(assignment.Manifest.Run, assignment.Task), Documents.Write(result, ContractJson.Default.TaskResult))
    {
        Condition = PutCondition.Absent,
        Otherwise = _ =>
        {
            overtaken();
            return Task.CompletedTask;
        },
    };

    /// <summary>Marks beside the record how the task ended, for those who watch thousands. Without a mark they read the record.</summary>
    public async Task MarkAsync(TaskResult recorded, AttemptLog log)
    {
        var key = EndMark.Of(recorded).ToKey(recorded.Run);
        try
        {
            await retry.RunAsync(
                token => store.TryPutAsync(key, ReadOnlyMemory<byte>.Empty, PutCondition.Absent, token), CancellationToken.None);
        }
        catch (IOException fault)
        {
            log.Write("run", $"The end is recorded, and not marked: {fault.Message}");
        }
    }

    /// <summary>
    /// Notes how far an attempt has come. It is no result: the next attempt reads it and goes on from there. Where there is a result, it
    /// stays and says nothing: a container has no right to delete.
    /// </summary>
    public Task NoteAsync(TaskAssignment assignment, TaskResult result) => store.PutAsync(
        StoreLayout.Attempt(assignment.Manifest.Run, assignment.Task, assignment.Attempt),
        new MemoryStream(Documents.Write(result, ContractJson.Default.TaskResult)));
}
