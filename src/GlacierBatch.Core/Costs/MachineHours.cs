namespace GlacierBatch.Core.Costs;

/// <summary>
/// How long machines must have run for attempts, where EC2 no longer tells: it forgets a machine an hour after its end. Attempts that run
/// at the same time share machines; each of the most that ran at once was booted, pulled the image, and idled before it was ended.
/// </summary>
/// <param name="Type">The machine, from the price book.</param>
/// <param name="Machines">The most at once.</param>
/// <param name="BusySeconds">Seconds with at least one attempt, over all machines.</param>
internal sealed record MachineHours(Price Type, int Machines, double BusySeconds)
{
    // The agent and the system keep a part: an 8 GiB machine offers about 7.8.
    private const double OfferedShare = 0.97;
    private const double Rounding = 1e-9;
    private const int MiBPerGiB = 1024;

    /// <summary>The machines for attempts: for those of one size the type that comes cheapest, filled as far as it goes.</summary>
    /// <param name="attempts">The attempts.</param>
    /// <param name="types">The types to choose from.</param>
    /// <param name="eachSeconds">What each machine runs besides: boot, pull, idle time.</param>
    /// <exception cref="GlacierBatchException">MachineUnknown: an attempt fits into none of them.</exception>
    public static IReadOnlyList<MachineHours> For(IReadOnlyList<AttemptUse> attempts, IReadOnlyList<Price> types, double eachSeconds) =>
        [.. attempts.GroupBy(attempt => (attempt.VCpu, attempt.MemoryMiB)).OrderBy(size => size.Key)
            .Select(size => Cheapest([.. size], types, eachSeconds))];

    private static MachineHours Cheapest(IReadOnlyList<AttemptUse> attempts, IReadOnlyList<Price> types, double eachSeconds) =>
        types.Where(type => Share(attempts[0], type) <= 1).Select(type => Sweep(type, attempts))
            .MinBy(machine => (machine.BusySeconds + (machine.Machines * eachSeconds)) * machine.Type.Usd)
        ?? throw new GlacierBatchException(ErrorKind.NotFound, "MachineUnknown", FormattableString.Invariant(
            $"The price book has no machine for a task of {attempts[0].VCpu} vCPU and {attempts[0].MemoryMiB} MiB."),
            "Add its type to your copy, with price, date and source.", null);

    private static double Share(AttemptUse attempt, Price type) => Math.Max(
        attempt.VCpu / type.VCpu.GetValueOrDefault(), attempt.MemoryMiB / (type.MemoryGiB.GetValueOrDefault() * MiBPerGiB * OfferedShare));

    private static MachineHours Sweep(Price type, IReadOnlyList<AttemptUse> attempts)
    {
        var steps = attempts
            .SelectMany(attempt => new[] { (attempt.Started, Share(attempt, type)), (attempt.Stopped, -Share(attempt, type)) })
            .OrderBy(step => step.Item1).ThenBy(step => step.Item2).ToList();
        var (used, machines, busy) = (0.0, 0, 0.0);
        for (var i = 0; i < steps.Count; i++)
        {
            used += steps[i].Item2;
            var needed = (int)Math.Ceiling(used - Rounding);
            machines = Math.Max(machines, needed);
            if (i + 1 < steps.Count) busy += needed * (steps[i + 1].Item1 - steps[i].Item1).TotalSeconds;
        }

        return new MachineHours(type, Math.Max(machines, 1), busy);
    }
}
