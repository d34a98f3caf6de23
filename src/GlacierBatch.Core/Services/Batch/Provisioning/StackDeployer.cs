using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.CloudFormation;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>Brings a stack to what is asked, from whatever state it is in.</summary>
/// <param name="client">CloudFormation.</param>
/// <param name="remover">Deletes what can only be deleted.</param>
/// <param name="watch">Who is told.</param>
/// <param name="time">The clock.</param>
internal sealed class StackDeployer(
    ICloudFormationClient client, StackRemover remover, ProvisioningWatch watch, TimeProvider time)
{
    private const int MostSteps = 12;
    private const int MostCreations = 3;

    private static readonly TimeSpan YoungRolePause = TimeSpan.FromSeconds(30);

    private readonly StackMonitor _monitor = new(client, watch, time);
    private readonly ChangeSets _changes = new(client, time);

    /// <summary>What deploying would do, resource by resource. Nothing is changed.</summary>
    /// <exception cref="GlacierBatchException">AWS could not work it out.</exception>
    public async Task<IReadOnlyList<PlannedChange>> PlanAsync(StackRequest request, CancellationToken cancellationToken)
    {
        var there = await _monitor.FindAsync(request.Name, cancellationToken);
        switch (StackStates.Of(there?.StackStatus))
        {
            case StackState.Usable:
                if (await _changes.MakeAsync(request, there!, cancellationToken) is not { } set) return [];
                await _changes.DiscardAsync(set.Stack, set.Id);
                return [.. set.Planned()];
            case StackState.Absent:
                return Creations(request);
            case StackState.Broken or StackState.DeleteFailed:
                return
                [
                    new PlannedChange("Delete", request.Name, "AWS::CloudFormation::Stack", $"it is in {there!.StackStatus}"),
                    .. Creations(request),
                ];
            default:
                return [new PlannedChange("Wait", request.Name, "AWS::CloudFormation::Stack", $"it is in {there!.StackStatus}")];
        }
    }

    /// <summary>Deploys.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="allow">Looks at the changes of an update, and throws where they may not be made.</param>
    /// <param name="cancellationToken">Stops following; what AWS has begun goes on, and the next call takes it up.</param>
    /// <returns>The stack.</returns>
    /// <exception cref="GlacierBatchException">
    /// It failed; the message names the resource, AWS's reason and what became of the rest.
    /// </exception>
    public async Task<Stack> DeployAsync(
        StackRequest request, Func<ChangeSet, Stack, CancellationToken, Task> allow, CancellationToken cancellationToken)
    {
        var creations = 0;
        var wasUpdated = false;
        for (var step = 0; step < MostSteps; step++)
        {
            var there = await _monitor.FindAsync(request.Name, cancellationToken);
            switch (StackStates.Of(there?.StackStatus))
            {
                case StackState.Absent:
                    if (await CreateAsync(request, creations++, cancellationToken) is { } made) return made;
                    break;
                case StackState.Usable:
                    if (wasUpdated || !await UpdateAsync(request, there!, allow, cancellationToken)) return there!;
                    wasUpdated = true;
                    break;
                case StackState.Busy:
                    watch.Tell($"The stack {request.Name} is in {there!.StackStatus}: following it to its end.");
                    await FollowAsync(there, request, cancellationToken);
                    break;
                case StackState.StuckRollback:
                    await RollBackAsync(there!, request, cancellationToken);
                    break;
                default:
                    watch.Tell($"The stack {request.Name} is in {there!.StackStatus} and can only be deleted: making it anew.");
                    await remover.RemoveAsync(there, new Dictionary<string, string>(), cancellationToken);
                    break;
            }
        }

        throw new GlacierBatchException(ErrorKind.Busy, "StackNotSettled",
            $"The stack {request.Name} did not come to rest: others change it as well.", "Repeat the command when they are done.",
                request.Name);
    }

    private static IReadOnlyList<PlannedChange> Creations(StackRequest request) =>
        [.. EnvironmentTemplate.Outline.Made(request.Values).Select(resource => new PlannedChange("Create", resource.Name, resource.Type))];

    private Task<string> FollowAsync(Stack stack, StackRequest request, CancellationToken cancellationToken) =>
        FollowAsync(stack.StackId ?? stack.StackName, null, request, cancellationToken);

    private Task<string> FollowAsync(string stack, string? after, StackRequest request, CancellationToken cancellationToken) =>
        _monitor.FollowAsync(stack, after, request.Resources, cancellationToken);

    /// <returns>The stack, or null where it is to be made once more.</returns>
    private async Task<Stack?> CreateAsync(StackRequest request, int before, CancellationToken cancellationToken)
    {
        watch.Tell($"Making the stack {request.Name} with {request.Resources} resources.");
        string id;
        try
        {
            var answer = await client.CreateStackAsync(
                new CreateStackRequest
                {
                    StackName = request.Name,
                    TemplateBody = request.Template,
                    Parameters = request.ForNew(),
                    Capabilities = [EnvironmentTemplate.Capability],
                    OnFailure = "ROLLBACK",
                },
                cancellationToken);
            id = answer.StackId ?? request.Name;
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.AlreadyExists)
        {
            // Another session was quicker: its stack is followed.
            return null;
        }

        var status = await FollowAsync(id, null, request, cancellationToken);
        if (StackStates.Of(status) == StackState.Usable) return await _monitor.FindAsync(request.Name, cancellationToken);
        var failures = await StackFailure.FindAsync(client, id, cancellationToken);
        var cause = failures.FirstOrDefault() ?? new StackFailure(request.Name, "AWS::CloudFormation::Stack", null, status);
        if (!cause.IsOfYoungRoles || before + 1 >= MostCreations)
        {
            throw cause.ToException(request.Name, "made", status == "ROLLBACK_COMPLETE"
                ? "All of it was rolled back; nothing is left that costs anything."
                : $"It is in {status}: the next try deletes what is left.");
        }

        watch.Tell($"{cause.Resource} failed because a new role is not known everywhere yet ({cause.Reason}): making the stack once more.");
        await Task.Delay(YoungRolePause, time, cancellationToken);
        return null;
    }

    /// <returns>Whether anything was changed.</returns>
    private async Task<bool> UpdateAsync(
        StackRequest request, Stack there, Func<ChangeSet, Stack, CancellationToken, Task> allow, CancellationToken cancellationToken)
    {
        if (await _changes.MakeAsync(request, there, cancellationToken) is not { } set)
        {
            watch.Tell($"The stack {request.Name} is as asked.");
            return false;
        }

        string? mark;
        try
        {
            await allow(set, there, cancellationToken);
            foreach (var change in set.Planned()) watch.Tell(change.ToString());
            mark = await _monitor.MarkAsync(request.Name, cancellationToken);
            await _changes.ExecuteAsync(set, cancellationToken);
        }
        catch (Exception)
        {
            await _changes.DiscardAsync(set.Stack, set.Id);
            throw;
        }

        var id = there.StackId ?? request.Name;
        var status = await FollowAsync(id, mark, request, cancellationToken);
        if (status is "UPDATE_COMPLETE" or "CREATE_COMPLETE") return true;
        var failures = await StackFailure.FindAsync(client, id, cancellationToken);
        var cause = failures.FirstOrDefault() ?? new StackFailure(request.Name, "AWS::CloudFormation::Stack", null, status);
        throw cause.ToException(request.Name, "updated", status == "UPDATE_ROLLBACK_COMPLETE"
            ? "The update was rolled back; the environment is as it was."
            : $"It is in {status}: repeating the command goes on rolling back.");
    }

    /// <summary>Goes on rolling back; what keeps failing is left as it is the second time.</summary>
    private async Task RollBackAsync(Stack there, StackRequest request, CancellationToken cancellationToken)
    {
        var id = there.StackId ?? there.StackName;
        foreach (var skip in new[] { false, true })
        {
            var failed = await StackFailure.FindAsync(client, id, cancellationToken);
            var names = skip ? failed.Select(failure => failure.Resource).Distinct().ToArray() : null;
            watch.Tell(names is { Length: > 0 }
                ? $"Going on to roll back the stack {there.StackName}, leaving {string.Join(", ", names)} as they are."
                : $"Going on to roll back the stack {there.StackName}.");
            var mark = await _monitor.MarkAsync(id, cancellationToken);
            await client.ContinueUpdateRollbackAsync(
                new ContinueUpdateRollbackRequest { StackName = there.StackName,
                    ResourcesToSkip = names is { Length: > 0 } ? names : null },
                cancellationToken);
            if (await FollowAsync(id, mark, request, cancellationToken) != "UPDATE_ROLLBACK_FAILED") return;
        }

        var causes = await StackFailure.FindAsync(client, id, cancellationToken);
        throw (causes.FirstOrDefault() ?? new StackFailure(there.StackName, "AWS::CloudFormation::Stack", null, "UPDATE_ROLLBACK_FAILED"))
            .ToException(there.StackName, "rolled back", "It is in UPDATE_ROLLBACK_FAILED.");
    }
}
