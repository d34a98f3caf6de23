using GlacierBatch.Contract.Objects;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;

namespace GlacierBatch.Core.Services.Batch.Watching;

/// <summary>
/// Watches an environment's jobs at AWS Batch as long as somebody in this session waits for them. Throttling and a network that is away
/// make it patient; what no waiting mends ends it.
/// </summary>
internal sealed class EnvironmentWatcher : IAsyncDisposable
{
    // Whoever waits asks for faults all the time; when nobody has for so long, nobody waits any more.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly AwsClients _aws;
    private readonly EnvironmentPoll _poll;
    private readonly Ledger _ledger;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _gate = new();
    private readonly PollInterval _interval = new();
    private Task? _watching;
    private long _wanted;

    public EnvironmentWatcher(GlacierEnvironment environment, Ledger ledger, TimeProvider time)
    {
        (_aws, _ledger, _time) = (environment.RequireAws(), ledger, time);
        _poll = new EnvironmentPoll(environment, ledger, time);
    }

    /// <summary>What ended it, or null.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Why AWS could not be asked the last time, or null.</summary>
    public Exception? Trouble { get; private set; }

    /// <summary>Whether it asks the AWS of an environment as that is reached now, with the credentials that it was given last.</summary>
    public bool Reaches(GlacierEnvironment environment) => ReferenceEquals(_aws, environment.RequireAws());

    /// <summary>Makes sure that it watches. Returns at once.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_watching is null or { IsCompleted: true }) Fault = null;
        }

        Want();
    }

    /// <summary>Somebody waits, perhaps after a pause in which nobody did: whoever reads a pipeline may take its time.</summary>
    public void Want()
    {
        lock (_gate)
        {
            Volatile.Write(ref _wanted, _time.GetTimestamp());
            if (_ending.IsCancellationRequested || Fault is not null || _watching is { IsCompleted: false }) return;
            _watching = Task.Run(WatchAsync);
        }
    }

    /// <summary>Looks once, for somebody who does not wait.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_watching is { IsCompleted: false }) return;
        }

        await _poll.LookAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task? watching;
        lock (_gate)
        {
            _ending.Cancel();
            watching = _watching;
        }

        if (watching is not null) await watching;
        _ending.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            while (_time.GetElapsedTime(Volatile.Read(ref _wanted)) < Patience)
            {
                if (!await LookPatientlyAsync()) return;
                await Task.Delay(_interval.Current, _time, _ending.Token);
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The session ends; the jobs do not.
        }
        catch (Exception fault)
        {
            Fault = AwsFault.KindOf(fault) is null ? fault : AwsFault.ToException(fault);
            _ledger.Changed.Set();
        }
    }

    /// <returns>Whether anything is left to watch.</returns>
    private async Task<bool> LookPatientlyAsync()
    {
        try
        {
            var (isOpen, hasChanged) = await _poll.LookAsync(_ending.Token);
            Trouble = null;
            if (hasChanged) _interval.Quicken();
            else _interval.Slacken();
            return isOpen;
        }
        catch (Exception fault) when (AwsFault.IsTransient(fault) || fault is S3ObjectException { IsTransient: true })
        {
            Trouble = fault;
            _interval.Retreat();
            return true;
        }
    }
}
