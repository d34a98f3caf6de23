using System.Collections.Concurrent;
using System.Text;
using GlacierBatch.Contract.Results;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Local;

namespace GlacierBatch.Core.Checkpoints;

/// <summary>Begins and goes on with attempts at the steps of a runbook, decides them, and tells how they stand.</summary>
public sealed class CheckpointClient
{
    private const int MaxRounds = 20;

    // Three signs of life that did not come.
    private static readonly TimeSpan Silence = CheckpointSession.Beat * 3;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ObjectInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, bool> _open = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    internal CheckpointClient(TimeProvider time) => _time = time;

    /// <summary>How a step stands.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<Checkpoint>> ReadAsync(
        GlacierEnvironment environment, IReadOnlyList<StepPlan> steps, RunbookPlan plan, CancellationToken cancellationToken)
    {
        var all = await ReadAllAsync(environment, cancellationToken);
        return [.. steps.Select(step =>
        {
            var history = new StepHistory(Fill(step, environment, plan, all), plan, all);
            return history.Describe(environment.Name, history.Newest);
        })];
    }

    /// <summary>Every attempt at steps, also those that were set aside, in their order.</summary>
    public async Task<IReadOnlyList<Checkpoint>> ReadAttemptsAsync(
        GlacierEnvironment environment, IReadOnlyList<StepPlan> steps, RunbookPlan plan, CancellationToken cancellationToken)
    {
        var all = await ReadAllAsync(environment, cancellationToken);
        return [.. from step in steps
            from attempt in all
            where attempt.Step == step.Step
            select new StepHistory(step.Filled(plan.With(attempt.Settings)), plan, all).Describe(environment.Name, attempt)];
    }

    /// <summary>What the environment's attempts were told last, which the next one is told too unless it is told otherwise.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadSettingsAsync(
        GlacierEnvironment environment, CancellationToken cancellationToken) =>
        SettingsOf(await ReadAllAsync(environment, cancellationToken));

    /// <summary>Begins an attempt, or goes on with the one that is open.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="step">The step.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="settings">What the attempt is told; one that is gone on with is told it anew.</param>
    /// <param name="isForced">Whether a step that is GO is run again.</param>
    /// <param name="told">Told why it waits.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The session, or null where the step is GO.</returns>
    /// <exception cref="GlacierBatchException"><c>CheckpointBusy</c>: another session works on it.</exception>
    public async Task<CheckpointSession?> BeginAsync(
        GlacierEnvironment environment, StepPlan step, RunbookPlan plan, IReadOnlyDictionary<string, string> settings, bool isForced,
        Action<string> told, CancellationToken cancellationToken)
    {
        var filled = step.Filled(plan.With(settings));
        var store = new CheckpointStore(environment);
        var worker = LeaseOwner.Create();
        for (var round = 0; round < MaxRounds; round++)
        {
            var all = await store.ReadAsync(cancellationToken);
            var attempts = all.Where(each => each.Record.Step == step.Step).ToList();
            var newest = attempts.LastOrDefault(each => each.Record.SetAside is null);
            StoredAttempt? mine;
            if (newest is { Record.Ruling: null })
            {
                await WaitForOthersAsync(environment, store, newest, told, cancellationToken);
                mine = await TakeAsync(store, newest.Record, settings, worker, cancellationToken);
            }
            else
            {
                if (newest?.Record.Ruling?.Decision == Decision.Go && !isForced) return null;
                var number = attempts.Count == 0 ? 1 : attempts.Max(each => each.Record.Attempt) + 1;
                mine = await store.AddAsync(New(step.Step, number, settings, worker), cancellationToken);
            }

            if (mine is null) continue;
            _open[worker] = true;
            var others = all.Select(each => each.Record).Where(each => each.Step != step.Step || each.Attempt != mine.Record.Attempt);
            return new CheckpointSession(
                environment, filled, store, mine, worker, plan, new StepHistory(filled, plan, [.. others]).Budget, _time,
                () => _open.TryRemove(worker, out _));
        }

        throw Busy(environment, step.Step, "others keep changing it");
    }

    /// <summary>Decides the session's attempt by what was measured, and ends the session.</summary>
    public async Task<Checkpoint> ConcludeAsync(CheckpointSession session, RunbookPlan plan, CancellationToken cancellationToken)
    {
        var all = await ReadAllAsync(session.Environment, cancellationToken);
        StepHistory HistoryWith(AttemptRecord record) => new(session.Step, plan,
            [.. all.Where(each => each.Step != record.Step || each.Attempt != record.Attempt), record]);
        await session.EndAsync(record => HistoryWith(record).Decide(_time.GetUtcNow()), cancellationToken);
        return HistoryWith(session.Record).Describe(session.Environment.Name, session.Record);
    }

    /// <summary>Sets a step's attempts aside: they stay as evidence, and neither decide nor count any more.</summary>
    /// <returns>How many were set aside.</returns>
    /// <exception cref="GlacierBatchException"><c>CheckpointBusy</c>: a session works on it.</exception>
    public async Task<int> ResetAsync(GlacierEnvironment environment, int step, string reason, CancellationToken cancellationToken)
    {
        var store = new CheckpointStore(environment);
        var attempts = (await store.ReadAsync(cancellationToken))
            .Where(each => each.Record.Step == step && each.Record.SetAside is null).ToList();
        if (attempts.Find(each => each.Record.Ruling is null && IsWorkedOnHere(each.Record)) is not null)
        {
            throw Busy(environment, step, "a session works on it");
        }

        foreach (var attempt in attempts)
        {
            var aside = attempt.Record with { SetAside = _time.GetUtcNow(), SetAsideReason = MessageText.Of(reason, 500) };
            if (await store.ReplaceAsync(attempt, aside, cancellationToken) is null) throw Busy(environment, step, "a session works on it");
        }

        return attempts.Count;
    }

    /// <summary>A small object of the bucket as text, once it is there; null where it does not come in time.</summary>
    /// <exception cref="IOException">The bucket cannot be read.</exception>
    public async Task<BucketText?> FindTextAsync(
        GlacierEnvironment environment, string key, TimeSpan limit, CancellationToken cancellationToken)
    {
        var since = _time.GetTimestamp();
        while (true)
        {
            // By a listing: a role that may list only its prefixes is told 403 of an object that is not there.
            var entry = await environment.Store.ListAsync(key, cancellationToken)
                .FirstOrDefaultAsync(each => each.Key == key, cancellationToken);
            if (entry is not null && await environment.Store.GetAsync(key, cancellationToken) is { } document)
            {
                var text = Encoding.UTF8.GetString(document.Content.Span);
                return new BucketText(key, text, entry.LastModified, _time.GetUtcNow());
            }

            if (_time.GetElapsedTime(since) >= limit) return null;
            await Task.Delay(ObjectInterval, _time, cancellationToken);
        }
    }

    /// <summary>What a job published, by its result record; none where there is no record.</summary>
    /// <exception cref="InvalidDataException">The record cannot be read.</exception>
    public static async Task<IReadOnlyList<OutputFile>> ReadOutputsAsync(
        GlacierEnvironment environment, Job job, CancellationToken cancellationToken) =>
        (await RunStore.FindResultAsync(environment, job, cancellationToken))?.Outputs ?? [];

    private static IReadOnlyDictionary<string, string> SettingsOf(IReadOnlyList<AttemptRecord> all) =>
        all.MaxBy(attempt => attempt.Sessions.Count == 0 ? attempt.Began : attempt.Sessions[^1].Seen)?.Settings
        ?? new Dictionary<string, string>();

    /// <summary>A step as its newest attempt was told, or as the next one will be.</summary>
    private static StepPlan Fill(StepPlan step, GlacierEnvironment environment, RunbookPlan plan, IReadOnlyList<AttemptRecord> all)
    {
        var newest = all.LastOrDefault(attempt => attempt.Step == step.Step && attempt.SetAside is null);
        var settings = new Dictionary<string, string>(newest?.Settings ?? SettingsOf(all), StringComparer.Ordinal);
        settings.TryAdd("Environment", environment.Name);
        return step.Filled(plan.With(settings));
    }

    private static async Task<IReadOnlyList<AttemptRecord>> ReadAllAsync(
        GlacierEnvironment environment, CancellationToken cancellationToken) =>
        [.. (await new CheckpointStore(environment).ReadAsync(cancellationToken)).Select(each => each.Record)];

    private static GlacierBatchException Busy(GlacierEnvironment environment, int step, string why) => new(
        ErrorKind.Busy, "CheckpointBusy", $"Step {step} of '{environment.Name}' cannot be worked on now: {why}.",
        "Wait until it has ended there; Get-GlacierCheckpoint tells how it stands.", step);

    /// <summary>Whether a living session of this machine works on an attempt.</summary>
    private bool IsWorkedOnHere(AttemptRecord record) => record.Sessions is [.., { IsOver: false } last]
        && LeaseOwner.IsHere(last.Worker) && IsAliveHere(last.Worker);

    /// <summary>A session of this very process is alive as long as it is open; of a process that has ended none is.</summary>
    private bool IsAliveHere(string worker)
    {
        try
        {
            return LeaseOwner.IsOfThisProcess(worker) ? _open.ContainsKey(worker) : LeaseOwner.IsAlive(worker);
        }
        catch (FormatException)
        {
            return false; // Whoever wrote it by hand is no process.
        }
    }

    /// <summary>On this machine a session's process tells whether it lives. Of another machine only the signs of life do.</summary>
    private async Task WaitForOthersAsync(
        GlacierEnvironment environment, CheckpointStore store, StoredAttempt attempt, Action<string> told,
        CancellationToken cancellationToken)
    {
        if (attempt.Record.Sessions is not [.., { IsOver: false } last]) return;
        if (LeaseOwner.IsHere(last.Worker))
        {
            if (IsAliveHere(last.Worker)) throw Busy(environment, attempt.Record.Step, "another session of this machine works on it");
            return;
        }

        var machine = MessageText.Of(last.Worker.Split('|')[0]);
        told($"A session of {machine} worked on it last; if it gives no sign of life within {Silence.TotalSeconds} s, this one goes on.");
        var since = _time.GetTimestamp();
        while (_time.GetElapsedTime(since) < Silence)
        {
            await Task.Delay(Interval, _time, cancellationToken);
            var now = await store.FindAsync(attempt.Record.Step, attempt.Record.Attempt, cancellationToken);
            if (now?.Record.Sessions.LastOrDefault() == last) continue;
            if (now?.Record is { Ruling: null, Sessions: [.., { IsOver: true }] }) return;
            throw Busy(environment, attempt.Record.Step, $"a session of {machine} works on it");
        }
    }

    private async Task<StoredAttempt?> TakeAsync(
        CheckpointStore store, AttemptRecord record, IReadOnlyDictionary<string, string> settings, string worker,
        CancellationToken cancellationToken)
    {
        // As it is now: whoever had it may have given a last sign of life.
        var there = await store.FindAsync(record.Step, record.Attempt, cancellationToken);
        if (there is not { Record: { Ruling: null, SetAside: null } } now) return null;
        var (began, sessions) = (_time.GetUtcNow(), now.Record.Sessions);
        return await store.ReplaceAsync(
            now, now.Record with { Settings = settings, Sessions = [.. sessions, new WorkSession(worker, began, began, false)] },
            cancellationToken);
    }

    private AttemptRecord New(int step, int attempt, IReadOnlyDictionary<string, string> settings, string worker)
    {
        var now = _time.GetUtcNow();
        return new AttemptRecord
        {
            Step = step, Attempt = attempt, Began = now, Sessions = [new WorkSession(worker, now, now, false)], Settings = settings,
            Measurements = [], Runs = [],
        };
    }
}
