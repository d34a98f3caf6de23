using System.Security.Cryptography;
using System.Text;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Checkpoints;

/// <summary>
/// This session's work on an attempt. As long as it is open, the attempt's record gets a sign of life every some seconds: that is how
/// working time is known of a session that was killed, and that others know the attempt to be worked on.
/// </summary>
public sealed class CheckpointSession : IAsyncDisposable
{
    /// <summary>How often the record is told that the session lives.</summary>
    internal static readonly TimeSpan Beat = TimeSpan.FromSeconds(20);

    private const int SaltCharacters = 12;

    private readonly CheckpointStore _store;
    private readonly string _worker;
    private readonly RunbookPlan _plan;
    private readonly TimeBudget _before;
    private readonly TimeProvider _time;
    private readonly Action _closed;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _ending = new();
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private readonly Task _beating;
    private StoredAttempt _stored;
    private bool _isOver;

    internal CheckpointSession(
        GlacierEnvironment environment, StepPlan step, CheckpointStore store, StoredAttempt stored, string worker, RunbookPlan plan,
        TimeBudget before, TimeProvider time, Action closed)
    {
        (Environment, Step, _store, _stored, _worker) = (environment, step, store, stored, worker);
        (_plan, _before, _time, _closed) = (plan, before, time, closed);
        _beating = BeatAsync();
    }

    /// <summary>The environment.</summary>
    public GlacierEnvironment Environment { get; }

    /// <summary>The step, its settings filled in.</summary>
    public StepPlan Step { get; }

    /// <summary>The attempt's number, from 1.</summary>
    public int Attempt => Record.Attempt;

    /// <summary>Whether another session had begun the attempt.</summary>
    public bool IsResumed => Record.Sessions.Count > 1;

    /// <summary>What it was told, by name.</summary>
    public IReadOnlyDictionary<string, string> Settings => Record.Settings;

    /// <summary>The runs that it submitted, by name.</summary>
    public IReadOnlyList<string> Runs => Record.Runs;

    /// <summary>The working time until now.</summary>
    public TimeBudget Budget
    {
        get
        {
            var used = Record.SeenAt(_time.GetUtcNow()).TimeUsed;
            return _before with { Used = _before.Used + used, TotalUsed = _before.TotalUsed + used };
        }
    }

    internal AttemptRecord Record => _stored.Record;

    /// <summary>A name for a run or a job of this attempt, which no other attempt in the bucket has.</summary>
    /// <param name="what">What it is for, in a word.</param>
    public string NameOf(string what)
    {
        var name = FormattableString.Invariant($"{Environment.Name}-step{Step.Step}-{Attempt}-{what}");
        if (name.Length <= RunName.MaxLength) return name;
        var salt = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Environment.Name)))[..SaltCharacters];
        return FormattableString.Invariant($"step{Step.Step}-{Attempt}-{what}-{salt}");
    }

    /// <summary>What was measured under a name, or null.</summary>
    public Measurement? Find(string name) => Record.Measurements.FirstOrDefault(each => each.Name == name);

    /// <summary>Writes down what was measured, in the place of what was measured before under that name.</summary>
    /// <exception cref="GlacierBatchException"><c>CheckpointTakenOver</c>.</exception>
    public Task MeasureAsync(Measurement measurement, CancellationToken cancellationToken) =>
        ChangeAsync(record => record.With(measurement with { At = _time.GetUtcNow() }), cancellationToken);

    /// <summary>Writes down a run's name before it is submitted, so that whoever goes on finds it.</summary>
    /// <exception cref="GlacierBatchException"><c>CheckpointTakenOver</c>.</exception>
    public async Task RecordRunAsync(string run, CancellationToken cancellationToken)
    {
        if (Runs.Contains(run)) return;
        await ChangeAsync(record => record with { Runs = [.. record.Runs, run] }, cancellationToken);
    }

    /// <summary>Ends this session's work, and leaves the attempt as it is: the next session goes on with it. Asks for no answer.</summary>
    public void Pause() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>What the plan says of the time that the step has taken, once each.</summary>
    public IReadOnlyList<string> Say()
    {
        lock (_said) return [.. Budget.Say(_plan.Marks).Where(_said.Add)];
    }

    /// <summary>Changes the record, and gives a sign of life.</summary>
    /// <exception cref="GlacierBatchException"><c>CheckpointTakenOver</c>: another session works on it, or has decided it.</exception>
    internal async Task ChangeAsync(Func<AttemptRecord, AttemptRecord> change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            await WriteAsync(record => change(record).SeenAt(_time.GetUtcNow()), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Decides, and ends the session's work.</summary>
    internal async Task EndAsync(Func<AttemptRecord, AttemptRecord> decide, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            await WriteAsync(record => decide(record.SeenAt(_time.GetUtcNow(), isOver: true)), cancellationToken);
            _isOver = true;
        }
        finally
        {
            _turn.Release();
        }

        await StopBeatingAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopBeatingAsync();
        await _turn.WaitAsync();
        try
        {
            if (_isOver) return;
            _isOver = true;
            await WriteAsync(record => record.SeenAt(_time.GetUtcNow(), isOver: true), CancellationToken.None);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or GlacierBatchException)
        {
            // Its last sign of life tells how long it worked.
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task WriteAsync(Func<AttemptRecord, AttemptRecord> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await _store.ReplaceAsync(_stored, change(Record), cancellationToken) is { } written)
            {
                _stored = written;
                return;
            }

            // Our own write may have arrived although its answer did not; anything else is another session's.
            var there = await _store.FindAsync(Record.Step, Record.Attempt, cancellationToken);
            if (there is null || there.Record.Ruling is not null || there.Record.SetAside is not null
                || there.Record.Sessions.LastOrDefault()?.Worker != _worker)
            {
                throw new GlacierBatchException(ErrorKind.Busy, "CheckpointTakenOver",
                    $"Another session has taken over attempt {Record.Attempt} of step {Record.Step} of '{Environment.Name}'.",
                    $"Look at it: Get-GlacierCheckpoint -Environment {Environment.Name}.", Record.Step);
            }

            _stored = there;
        }
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(Beat, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token))
            {
                try
                {
                    await ChangeAsync(record => record, _ending.Token);
                }
                catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
                {
                    // The next one may get through; without any, the work counts until the last that did.
                }
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException or GlacierBatchException)
        {
            // It is over, or another session has it: what is measured next says so.
        }
    }

    private async Task StopBeatingAsync()
    {
        await _ending.CancelAsync();
        await _beating;
        _closed();
    }
}
