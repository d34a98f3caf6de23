using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Outputs;

/// <summary>Judges the outputs of the jobs that one command is given. Environments are looked up once for all of them.</summary>
public sealed class OutputJudge
{
    private const int JobsAtATime = 4;

    private readonly EnvironmentClient _environments;
    private readonly OutputVerifier _verifier;
    private readonly VerifyOptions _options;
    private readonly ConcurrentDictionary<string, GlacierEnvironment> _known = new(StringComparer.OrdinalIgnoreCase);

    internal OutputJudge(EnvironmentClient environments, OutputVerifier verifier, VerifyOptions options) =>
        (_environments, _verifier, _options) = (environments, verifier, options);

    /// <summary>The verdict on a job's output.</summary>
    public async Task<Verdict> VerifyAsync(Job job, CancellationToken cancellationToken)
    {
        if (!_known.TryGetValue(job.Environment, out var environment))
        {
            environment = await _environments.GetAsync(job.Environment, cancellationToken);
            _known[job.Environment] = environment;
        }

        // A folder answers at once: without a thread of its own each job would be judged before the next one is begun.
        return await Task.Run(() => _verifier.VerifyAsync(environment, job, _options, cancellationToken), cancellationToken);
    }

    /// <summary>The verdicts on many jobs' outputs, in the jobs' order, a few of them in work at a time.</summary>
    public async IAsyncEnumerable<Verdict> VerifyAsync(
        IReadOnlyList<Job> jobs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One that reads whole files keeps the machine busy by itself; else it is the store's answers that take the time.
        var ahead = _options.ReadsAll ? 1 : JobsAtATime;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = new Queue<Task<Verdict>>();
        try
        {
            foreach (var job in jobs)
            {
                working.Enqueue(VerifyAsync(job, stop.Token));
                if (working.Count >= ahead) yield return await working.Dequeue();
            }

            while (working.TryDequeue(out var next)) yield return await next;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(working).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}
