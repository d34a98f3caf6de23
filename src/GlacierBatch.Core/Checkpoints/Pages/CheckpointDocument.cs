namespace GlacierBatch.Core.Checkpoints.Pages;

/// <summary>A page about a checkpoint.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Text">Markdown.</param>
public sealed record CheckpointDocument(string Name, string Text);
