using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Iam;

namespace GlacierBatch.Core.Services.Batch.Provisioning.Checks;

/// <summary>Whether the roles are there and have their policies.</summary>
internal sealed class RolesCheck : IBatchCheck
{
    private const string InstancePolicy = "AmazonEC2ContainerServiceforEC2Role";

    /// <inheritdoc/>
    public string Name => "Roles";

    /// <inheritdoc/>
    public async Task<CheckFinding> LookAsync(CheckSubject subject, CancellationToken cancellationToken)
    {
        var iam = subject.Clients.Iam;
        var again = subject.Record.StackName is null
            ? "Ask whoever made it."
            : $"It was changed past its stack: remove the environment {subject.Environment.Name} and make it again.";
        (string What, string? Arn, string Policy, string? MustName)[] roles =
        [
            ("job role", subject.Record.JobRoleArn, "RunTasks", BucketPlaces.BucketOf(subject.Environment)),
            ("execution role", subject.Record.ExecutionRoleArn, "StartContainers", null),
        ];
        var seen = new List<string>();
        foreach (var (what, arn, policy, mustName) in roles)
        {
            if (arn is null) return CheckFinding.Unchecked($"Of the {what} nothing is known");
            var name = arn[(arn.LastIndexOf('/') + 1)..];
            if (!await IsThereAsync(() => iam.GetRoleAsync(new GetRoleRequest(name), cancellationToken)))
                return CheckFinding.Failed($"The {what} {name} does not exist", again);
            // The policies of others have other names; that the role is there is all that can be said.
            if (subject.Record.Resources is null)
            {
                seen.Add(name);
                continue;
            }

            string? document = null;
            if (!await IsThereAsync(async () => document =
                (await iam.GetRolePolicyAsync(new GetRolePolicyRequest(name, policy), cancellationToken)).PolicyDocument))
            {
                return CheckFinding.Failed($"The {what} {name} has no policy {policy}", again);
            }

            if (mustName is not null && !Uri.UnescapeDataString(document ?? "").Contains($":{mustName}/", StringComparison.Ordinal))
                return CheckFinding.Failed($"The policy {policy} of the {what} {name} does not name the bucket {mustName}", again);
            seen.Add(name);
        }

        if (subject.Record.Resources?.GetValueOrDefault("InstanceRole") is { } instance)
        {
            var attached = await iam.ListAttachedRolePoliciesAsync(
                new ListAttachedRolePoliciesRequest { RoleName = instance }, cancellationToken);
            if (attached.AttachedPolicies.All(each => each.PolicyName != InstancePolicy))
                return CheckFinding.Failed($"The instance role {instance} lacks {InstancePolicy}: instances cannot join the cluster",
                    again);
            seen.Add(instance);
        }

        return CheckFinding.Passed($"{string.Join(", ", seen)}, each with its policy");
    }

    private static async Task<bool> IsThereAsync(Func<Task> look)
    {
        try
        {
            await look();
            return true;
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.NotFound)
        {
            return false;
        }
    }
}
