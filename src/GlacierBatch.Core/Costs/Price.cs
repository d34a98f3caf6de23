namespace GlacierBatch.Core.Costs;

/// <summary>What one unit of something costs at AWS.</summary>
/// <param name="Id">What: <c>ec2/r6i.large</c>, <c>lambda/memory</c>.</param>
/// <param name="Usd">US dollars for one unit.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Date">The day on which the source was read.</param>
/// <param name="Source">Where it was read, and who owns the number.</param>
/// <param name="Regions">The AWS regions where it holds.</param>
/// <param name="VCpu">A machine's processors.</param>
/// <param name="MemoryGiB">A machine's memory in GiB.</param>
public sealed record Price(
    string Id, double Usd, string Unit, DateOnly Date, string Source, IReadOnlyList<string> Regions,
    double? VCpu = null, double? MemoryGiB = null);

/// <summary>A number that an estimate needs and nobody has measured.</summary>
/// <param name="Id">What: <c>boot</c>, <c>spot/share</c>.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Source">Why this one.</param>
public sealed record Assumption(string Id, double Value, string Unit, string Source);
