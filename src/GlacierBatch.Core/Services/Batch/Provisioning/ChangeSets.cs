using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.CloudFormation;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>Asks CloudFormation what an update would do, and has it done.</summary>
/// <param name="client">CloudFormation.</param>
/// <param name="time">The clock.</param>
internal sealed class ChangeSets(ICloudFormationClient client, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Makes a change set, or finds that nothing is to be changed.</summary>
    /// <returns>The change set, or null where there is nothing to do.</returns>
    public async Task<ChangeSet?> MakeAsync(StackRequest request, Stack there, CancellationToken cancellationToken)
    {
        var name = $"glacierbatch-{Guid.NewGuid():N}";
        await client.CreateChangeSetAsync(
            new CreateChangeSetRequest
            {
                StackName = request.Name,
                ChangeSetName = name,
                ChangeSetType = "UPDATE",
                TemplateBody = request.Template,
                Parameters = request.For(there),
                Capabilities = [EnvironmentTemplate.Capability],
            },
            cancellationToken);
        try
        {
            return await ReadAsync(request.Name, name, cancellationToken);
        }
        catch (Exception)
        {
            await DiscardAsync(request.Name, name);
            throw;
        }
    }

    /// <summary>Begins to make the changes.</summary>
    public Task ExecuteAsync(ChangeSet changes, CancellationToken cancellationToken) => client.ExecuteChangeSetAsync(
        new ExecuteChangeSetRequest { ChangeSetName = changes.Id, StackName = changes.Stack }, cancellationToken);

    /// <summary>Deletes a change set that is not made; one that is gone is as good.</summary>
    public async Task DiscardAsync(string stack, string id)
    {
        try
        {
            // Not to be stopped: it would stay in the account.
            await client.DeleteChangeSetAsync(
                new DeleteChangeSetRequest { ChangeSetName = id, StackName = stack }, CancellationToken.None);
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
        {
            // It costs nothing, and ends with the stack.
        }
    }

    private async Task<ChangeSet?> ReadAsync(string stack, string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var request = new DescribeChangeSetRequest { ChangeSetName = id, StackName = stack };
            var answer = await client.DescribeChangeSetAsync(request, cancellationToken);
            switch (answer.Status)
            {
                case "CREATE_COMPLETE":
                    var changes = await client.DescribeAllChangesAsync(request, cancellationToken)
                        .Where(change => change.ResourceChange is not null).Select(change => change.ResourceChange!)
                        .ToListAsync(cancellationToken);
                    if (changes.Count > 0) return new ChangeSet(stack, id, changes);
                    // No resource changes: at most an output or a description does.
                    await DiscardAsync(stack, id);
                    return null;
                case "FAILED" when IsNoChange(answer.StatusReason):
                    await DiscardAsync(stack, id);
                    return null;
                case "CREATE_PENDING" or "CREATE_IN_PROGRESS":
                    await Task.Delay(Interval, time, cancellationToken);
                    continue;
                default:
                    throw new GlacierBatchException(ErrorKind.InvalidOperation, "ChangeSetFailed",
                        $"AWS CloudFormation could not work out the changes of the stack {stack}: " +
                        $"{MessageText.Of(answer.StatusReason ?? answer.Status, 400).TrimEnd('.')}.",
                        "Correct what it names and repeat the command.", stack);
            }
        }
    }

    private static bool IsNoChange(string? reason) => reason is not null
        && (reason.Contains("didn't contain changes", StringComparison.OrdinalIgnoreCase)
            || reason.Contains("No updates are to be performed", StringComparison.OrdinalIgnoreCase));
}

/// <summary>What an update would do.</summary>
/// <param name="Stack">The stack's name.</param>
/// <param name="Id">The change set's id.</param>
/// <param name="Changes">Resource by resource.</param>
internal sealed record ChangeSet(string Stack, string Id, IReadOnlyList<ResourceChange> Changes)
{
    /// <summary>The changes for the user.</summary>
    public IEnumerable<PlannedChange> Planned() => Changes.Select(change => new PlannedChange(
        Replaces(change) ? "Replace" : change.Action switch { "Add" => "Create", "Remove" => "Delete", var other => other ?? "Modify" },
        change.LogicalResourceId ?? "", change.ResourceType ?? "", DetailOf(change)));

    /// <summary>Whether a resource would be another one afterwards.</summary>
    public static bool Replaces(ResourceChange change) => change is { Action: "Modify", Replacement: "True" or "Conditional" };

    private static string? DetailOf(ResourceChange change)
    {
        var names = change.Details.Select(detail => detail.Name ?? detail.Attribute).Where(name => !string.IsNullOrEmpty(name)).Distinct();
        var text = string.Join(", ", names);
        return text.Length == 0 ? null : text;
    }
}
