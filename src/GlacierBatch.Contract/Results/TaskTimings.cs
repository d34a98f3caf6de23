namespace GlacierBatch.Contract.Results;

/// <summary>Where an attempt's time went, in seconds.</summary>
/// <param name="Prepare">Fetching scripts and template.</param>
/// <param name="Script">The script itself.</param>
/// <param name="Publish">Publishing outputs and log.</param>
public sealed record TaskTimings(double Prepare, double Script, double Publish);
