using System.Security.Cryptography;
using System.Text;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Services.Batch.Submission;

/// <summary>
/// Which tasks of a run become one array: those of one size, 10,000 at most. The same run gives the same parts under the same names on
/// every machine, so that whoever goes on with a submission finds what another began.
/// </summary>
internal static class PartPlan
{
    private const int SaltCharacters = 8;

    /// <summary>The parts of a run, as intents.</summary>
    /// <param name="environment">The environment. Where others made the definition, each task is a job by itself.</param>
    /// <param name="manifest">The run.</param>
    /// <param name="now">When it is decided to submit them.</param>
    /// <exception cref="GlacierBatchException">The environment has no queue of the run's purchase option.</exception>
    public static IReadOnlyList<RunPart> Of(GlacierEnvironment environment, RunManifest manifest, DateTimeOffset now)
    {
        var record = environment.RequireBatch();
        var queue = QueueOf(environment, PurchaseOptions.Of(manifest, record));
        var most = record.JobDefinition is null ? RunPart.MaxTasks : 1;
        var salt = Salt(environment, manifest);
        return [.. manifest.Tasks.Select((task, position) => (task, position))
            .GroupBy(entry => (entry.task.VCpu, entry.task.MemoryMiB), entry => entry.position)
            .SelectMany(group => group.Chunk(most).Select(positions => (group.Key, positions)))
            .Select((part, number) => new RunPart
            {
                Run = manifest.Run,
                Part = number,
                JobName = FormattableString.Invariant($"{manifest.Run}-{number}-{salt}"),
                Queue = queue,
                VCpu = part.Key.VCpu,
                MemoryMiB = part.Key.MemoryMiB,
                Positions = part.positions,
                Intended = now,
            })];
    }

    /// <summary>The queue of a purchase option.</summary>
    /// <exception cref="GlacierBatchException"><c>ComputeNotThere</c>.</exception>
    public static string QueueOf(GlacierEnvironment environment, PurchaseOption option)
    {
        var record = environment.RequireBatch();
        if (record.Queues.TryGetValue(option, out var queue)) return queue;
        throw new GlacierBatchException(ErrorKind.InvalidArgument, "ComputeNotThere",
            $"The environment '{environment.Name}' has no queue for {option}, only for {string.Join(", ", record.Queues.Keys.Order())}.",
            $"Choose one of these with -Compute, or make it: New-GlacierBatchEnvironment {environment.Name} -Compute {option}.", option);
    }

    /// <summary>Tells a run from another one of its name in another bucket that shares the queue.</summary>
    private static string Salt(GlacierEnvironment environment, RunManifest manifest)
    {
        var text = FormattableString.Invariant($"{environment.Bucket}\n{manifest.Run}\n{manifest.Created.UtcTicks}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..SaltCharacters];
    }
}
