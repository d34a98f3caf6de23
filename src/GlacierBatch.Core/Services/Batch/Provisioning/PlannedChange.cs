namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>What would happen to a resource.</summary>
/// <param name="Action"><c>Create</c>, <c>Modify</c>, <c>Replace</c>, <c>Delete</c> or <c>Repair</c>.</param>
/// <param name="Resource">Its name in the template, or what it is.</param>
/// <param name="Type">AWS's type.</param>
/// <param name="Detail">What of it, or null.</param>
public sealed record PlannedChange(string Action, string Resource, string Type, string? Detail = null)
{
    /// <inheritdoc/>
    public override string ToString() => Detail is null ? $"{Action} {Resource} ({Type})" : $"{Action} {Resource} ({Type}): {Detail}";
}
