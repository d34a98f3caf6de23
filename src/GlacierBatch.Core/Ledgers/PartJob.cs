using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Ledgers;

/// <summary>A job of a part, as far as a watcher needs it.</summary>
/// <param name="Child">Its index in the part.</param>
/// <param name="Position">Its task's position in the run.</param>
/// <param name="ResultKey">Where its result record lies once there is one.</param>
/// <param name="Status">Where it stood when it was read.</param>
internal sealed record PartJob(int Child, int Position, string ResultKey, JobStatus Status);
