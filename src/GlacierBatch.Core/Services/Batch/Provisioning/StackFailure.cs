using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.CloudFormation;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>Why an operation of a stack failed: the resource that was first to fail, AWS's reason, and the fix.</summary>
/// <param name="Resource">Its name in the template.</param>
/// <param name="Type">AWS's type.</param>
/// <param name="PhysicalId">Its name or ARN at AWS, or null.</param>
/// <param name="Reason">AWS's reason.</param>
internal sealed record StackFailure(string Resource, string Type, string? PhysicalId, string Reason)
{
    private const int ReasonLength = 400;

    /// <summary>Whether it is of the kind that passes: roles and profiles take minutes to be known everywhere.</summary>
    public bool IsOfYoungRoles => YoungRole.Is(Reason);

    /// <summary>Finds the failures of a stack's last operation, the first one first.</summary>
    public static async Task<IReadOnlyList<StackFailure>> FindAsync(
        ICloudFormationClient client, string stack, CancellationToken cancellationToken)
    {
        var failures = new List<StackFailure>();
        try
        {
            var request = new DescribeStackEventsRequest { StackName = stack };
            await foreach (var happened in client.DescribeAllStackEventsAsync(request, cancellationToken))
            {
                var isOfStack = happened.ResourceType == "AWS::CloudFormation::Stack";
                if (isOfStack && happened.ResourceStatus is "CREATE_IN_PROGRESS" or "UPDATE_IN_PROGRESS" or "DELETE_IN_PROGRESS") break;
                if (isOfStack || happened.ResourceStatus?.EndsWith("_FAILED", StringComparison.Ordinal) != true) continue;
                failures.Insert(0, new StackFailure(
                    happened.LogicalResourceId ?? "a resource", happened.ResourceType ?? "", happened.PhysicalResourceId,
                    happened.ResourceStatusReason ?? "AWS gave no reason"));
            }
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.NotFound)
        {
            // Nothing is left to tell why.
        }

        // What was cancelled because another failed is no cause.
        var causes = failures.Where(failure => !failure.Reason.Contains("cancelled", StringComparison.OrdinalIgnoreCase)).ToList();
        return causes.Count > 0 ? causes : failures;
    }

    /// <summary>The failure as an error for the user.</summary>
    /// <param name="stack">The stack.</param>
    /// <param name="doing">What was being done to it, for instance <c>made</c>.</param>
    /// <param name="after">What became of the rest.</param>
    public GlacierBatchException ToException(string stack, string doing, string after) => new(
        Reason.Contains("not authorized", StringComparison.OrdinalIgnoreCase) ? ErrorKind.PermissionDenied : ErrorKind.InvalidOperation,
        "StackFailed",
        $"The stack {stack} could not be {doing}: {Resource} ({Type}) failed, and AWS said: {Said}. {after}",
        Fix, Resource);

    private string Said => MessageText.Of(Reason, ReasonLength).TrimEnd('.');

    private string Fix
    {
        get
        {
            bool Says(string text) => Reason.Contains(text, StringComparison.OrdinalIgnoreCase);
            return true switch
            {
                _ when Says("permissions boundary") => "Give the policy that the account demands with -PermissionsBoundary.",
                _ when Says("not authorized") || Says("AccessDenied") || Says("access denied") =>
                    "Ask an administrator for that right, or to deploy the template of Export-GlacierTemplate; adopt it with -StackName.",
                _ when YoungRole.Is(Reason) => "Repeat the command in a few minutes: AWS has not yet made its new roles known everywhere.",
                _ when Says("limit") || Says("quota") =>
                    "Ask AWS for a higher quota (Service Quotas), or remove what is not needed, and repeat.",
                _ when Says("instance type") || Says("instanceType") =>
                    "Name instance types that the AWS region offers with -InstanceType.",
                _ when Says("subnet") || Says("security group") =>
                    "Name subnets and a security group of one VPC with -SubnetId and -SecurityGroupId.",
                _ when Says("already exists") => "Remove what is there, or choose another -Name.",
                _ when Says("JobQueue relationship") =>
                    "Repeat the command: AWS takes minutes to let a compute environment go from its queue.",
                _ => "Correct what AWS names and repeat the command.",
            };
        }
    }
}
