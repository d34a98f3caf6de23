namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>Who is told what provisioning does.</summary>
/// <param name="Tell">Each decision.</param>
/// <param name="Warn">What the user should see to.</param>
/// <param name="Show">Each event of a resource, as it becomes known.</param>
public sealed record ProvisioningWatch(Action<string> Tell, Action<string> Warn, Action<ProvisioningStep> Show)
{
    /// <summary>Nobody.</summary>
    public static ProvisioningWatch Nobody { get; } = new(_ => { }, _ => { }, _ => { });
}

/// <summary>Something that happened to a resource at AWS.</summary>
/// <param name="Resource">Its name in the template.</param>
/// <param name="Type">AWS's type.</param>
/// <param name="Status">AWS's status, for instance <c>CREATE_COMPLETE</c>.</param>
/// <param name="Reason">AWS's reason, or null.</param>
/// <param name="Done">How many resources have come to an end so far.</param>
/// <param name="All">How many there are in all.</param>
public sealed record ProvisioningStep(string Resource, string Type, string Status, string? Reason, int Done, int All)
{
    /// <inheritdoc/>
    public override string ToString() => Reason is null ? $"{Resource} ({Type}): {Status}" : $"{Resource} ({Type}): {Status}: {Reason}";
}
