using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Services.Batch.Submission;

/// <summary>
/// Submits one part at least once, and once in effect. AWS Batch knows no idempotency: the intent is in the bucket before the request, an
/// unknown outcome is looked for by name, and of all that submitted one the id that is recorded first is the truth; the others are stopped.
/// </summary>
/// <param name="environment">The environment.</param>
/// <param name="manifest">The run.</param>
/// <param name="definition">The job definition; told whether the last one is gone.</param>
/// <param name="pace">Keeps to AWS's rate.</param>
/// <param name="time">The clock.</param>
internal sealed class PartSubmitter(
    GlacierEnvironment environment, RunManifest manifest, Func<bool, CancellationToken, Task<string>> definition, SubmissionPace pace,
    TimeProvider time)
{
    private const int MaxRounds = 10;
    private const int MaxSubmissions = 3;

    // By then a job that was submitted is in every list.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(10);

    private readonly IBatchClient _batch = environment.RequireAws().Batch;
    private readonly NameSearch _search = new(environment.RequireAws().Batch, time);
    private readonly PartStore _parts = new(environment, manifest);

    /// <summary>Submits a part, unless somebody did.</summary>
    /// <param name="plan">The part.</param>
    /// <param name="intended">Told the part once its intent is written down.</param>
    /// <param name="cancellationToken">Stops it; whoever goes on finds out how far it came.</param>
    /// <returns>The part with its id, and whether there was anything left to do.</returns>
    /// <exception cref="GlacierBatchException">It could not be submitted, or whether it was cannot be found out now.</exception>
    public async Task<(RunPart Part, bool WasOpen)> SubmitAsync(RunPart plan, Action<RunPart> intended, CancellationToken cancellationToken)
    {
        var (stored, isNew) = await _parts.IntendAsync(plan, cancellationToken);
        intended(stored.Part);
        if (stored.Part.JobId is not null) return (stored.Part, false);
        for (var round = 0; round < MaxRounds; round++)
        {
            if (!isNew)
            {
                if (await LookAsync(stored.Part, cancellationToken) is { } found) return (
                    await RecordAsync(stored, found, cancellationToken), true);
                if (await ClaimAsync(stored, cancellationToken) is not { } claimed)
                {
                    stored = await ReadAsync(stored.Part, cancellationToken);
                    if (stored.Part.JobId is not null) return (stored.Part, true);
                    continue;
                }

                stored = claimed;
            }

            var id = await SubmitOrFindAsync(stored.Part, cancellationToken);
            return (await RecordAsync(stored, id, cancellationToken), true);
        }

        throw new GlacierBatchException(ErrorKind.Busy, "SubmissionBusy",
            $"Others submit the run '{manifest.Run}' at the same time and keep changing its part {plan.Part}.",
            "Wait for it: Wait-GlacierJob finishes what is left.", manifest.Run);
    }

    /// <summary>An intent of another session: it may be submitting at this moment, or have died just after.</summary>
    private Task<string?> LookAsync(RunPart part, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - part.Intended > Settled) return FindAsync(part, cancellationToken);
        return _search.LookAsync(
            part, async () => (await _parts.FindAsync(part.Part, cancellationToken))?.Part.JobId, cancellationToken);
    }

    private async Task<string?> FindAsync(RunPart part, CancellationToken cancellationToken)
    {
        try
        {
            return await _search.FindAsync(part, cancellationToken);
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
        {
            throw AwsFault.ToException(fault, part.JobName);
        }
    }

    /// <summary>Makes the intent this session's own, so that of several that go on only one submits.</summary>
    private Task<StoredPart?> ClaimAsync(StoredPart stored, CancellationToken cancellationToken) =>
        _parts.ReplaceAsync(stored, stored.Part with { Intended = time.GetUtcNow() }, cancellationToken);

    private async Task<StoredPart> ReadAsync(RunPart part, CancellationToken cancellationToken) =>
        await _parts.FindAsync(part.Part, cancellationToken) ?? throw new GlacierBatchException(ErrorKind.NotFound, "RunNotFound",
            $"The run '{manifest.Run}' was removed from {environment.Bucket} while it was submitted.", null, manifest.Run);

    private async Task<string> SubmitOrFindAsync(RunPart part, CancellationToken cancellationToken)
    {
        var isGone = false;
        for (var submission = 1; ; submission++)
        {
            var request = PartRequest.Of(environment, manifest, part, await definition(isGone, cancellationToken));
            await pace.TakeTurnAsync(cancellationToken);
            try
            {
                return (await _batch.SubmitJobAsync(request, cancellationToken)).JobId;
            }
            catch (UnknownOutcomeException unknown)
            {
                if (await _search.LookAsync(part, () => Task.FromResult<string?>(null), cancellationToken) is { } found) return found;
                if (submission == MaxSubmissions) throw AwsFault.ToException(unknown, part.JobName);
            }
            catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
            {
                if (isGone || !TellsOfDefinition(fault)) throw AwsFault.ToException(fault, part.JobName);
                isGone = true;
            }
        }
    }

    /// <summary>The id as it is recorded, ours or that of somebody who was faster; then ours is stopped.</summary>
    private async Task<RunPart> RecordAsync(StoredPart stored, string id, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            if (await _parts.ReplaceAsync(stored, stored.Part with { JobId = id }, cancellationToken) is { } recorded) return recorded.Part;
            stored = await ReadAsync(stored.Part, cancellationToken);
            if (stored.Part.JobId is not { } first) continue;
            if (first != id) await StopOwnAsync(id, cancellationToken);
            return stored.Part;
        }

        throw new IOException(
            $"The object {StoreLayout.Part(manifest.Run, stored.Part.Part)} changed {MaxRounds} times while it was written.");
    }

    private async Task StopOwnAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await _search.StopAsync(id, cancellationToken);
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
        {
            throw AwsFault.ToException(fault, id);
        }
    }

    private bool TellsOfDefinition(Exception fault) => environment.RequireBatch().JobDefinition is null
        && AwsFault.KindOf(fault) is AwsFaultKind.Refused or AwsFaultKind.NotFound
        && fault.Message.Contains("definition", StringComparison.OrdinalIgnoreCase);
}
