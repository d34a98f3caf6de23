using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch.Definitions;

namespace GlacierBatch.Core.Services.Batch.Submission;

/// <summary>Submits runs: what of one is at the service already is found again, and only the rest is submitted.</summary>
/// <param name="ledger">This machine's ledger.</param>
/// <param name="time">The clock.</param>
internal sealed class RunSubmitter(Ledger ledger, TimeProvider time)
{
    private const int AtATime = 16;

    private readonly DefinitionRegistry _definitions = new(ledger.Definitions);
    private readonly SubmissionPace _pace = new(time);

    /// <summary>Submits what is left of a run.</summary>
    /// <returns>How many parts were left.</returns>
    /// <exception cref="GlacierBatchException">Not all of it could be submitted; the message says why and how to go on.</exception>
    public async Task<int> SubmitAsync(GlacierEnvironment environment, RunManifest manifest, CancellationToken cancellationToken)
    {
        var ended = new JobFilter { Environment = environment.Name, Run = manifest.Run,
            Statuses = [JobStatus.SUCCEEDED, JobStatus.FAILED] };
        var settled = ledger.Jobs.Read(ended).Select(job => job.Index).ToHashSet();

        // What was stopped before it began has ended. A part that somebody has intended already is as it was intended.
        var plan = PartPlan.Of(environment, manifest, time.GetUtcNow())
            .Select(part => part with { Positions = [.. part.Positions.Where(position => !settled.Contains(position))] })
            .Where(part => part.Positions.Count > 0).ToList();
        using var definition = new SharedDefinition(environment, manifest, _definitions);
        var submitter = new PartSubmitter(environment, manifest, definition.GetAsync, _pace, time);
        using var turns = new SemaphoreSlim(AtATime);
        var (open, failure) = (0, (Exception?)null);

        // A failure ends none that is under way: what it would have cut off would have to be looked for.
        async Task SubmitOneAsync(RunPart part)
        {
            await turns.WaitAsync(cancellationToken);
            try
            {
                if (Volatile.Read(ref failure) is not null) return;
                var (submitted, wasOpen) = await submitter.SubmitAsync(
                    part, intent => ledger.Parts.Save(environment.Name, intent), cancellationToken);
                if (submitted.JobId is not null) ledger.Parts.Save(environment.Name, submitted);
                if (wasOpen) Interlocked.Increment(ref open);
            }
            catch (Exception fault)
            {
                Interlocked.CompareExchange(ref failure, fault, null);
            }
            finally
            {
                turns.Release();
            }
        }

        await Task.WhenAll(plan.Select(SubmitOneAsync));
        if (failure is null) return open;
        cancellationToken.ThrowIfCancellationRequested();
        throw Incomplete(manifest, failure);
    }

    private static GlacierBatchException Incomplete(RunManifest manifest, Exception fault)
    {
        var (kind, id, advice) = fault is GlacierBatchException ours
            ? (ours.Kind, ours.ErrorId, ours.Recommendation)
            : (ErrorKind.NotAvailable, "SubmissionIncomplete", null);
        return new GlacierBatchException(kind, id, $"The run '{manifest.Run}' is not wholly submitted: {fault.Message}",
            $"{advice} Then repeat the command with -RunName {manifest.Run}, or Wait-GlacierJob -RunName {manifest.Run}: what is submitted "
            + "is found, and only the rest is submitted.", manifest.Run, fault);
    }
}
