namespace GlacierBatch.Contract.Running;

/// <summary>A Python interpreter, found once and used for every task.</summary>
/// <param name="Path">The interpreter itself, not a shim in front of it.</param>
/// <param name="Version">Its version, for instance <c>3.12.4</c>.</param>
public sealed record PythonInterpreter(string Path, string Version);
