using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Iam;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>The role that AWS Batch uses by itself: an account has one, made once.</summary>
/// <param name="iam">IAM.</param>
/// <param name="watch">Who is told.</param>
internal sealed class ServiceLinkedRole(IIamClient iam, ProvisioningWatch watch)
{
    /// <summary>Its name.</summary>
    public const string Name = "AWSServiceRoleForBatch";

    private const string Service = "batch.amazonaws.com";

    /// <summary>Whether the account has it; null where that may not be looked at.</summary>
    public async Task<bool?> IsThereAsync(CancellationToken cancellationToken)
    {
        try
        {
            await iam.GetRoleAsync(new GetRoleRequest(Name), cancellationToken);
            return true;
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.NotFound)
        {
            return false;
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.AccessDenied)
        {
            return null;
        }
    }

    /// <summary>
    /// Makes it where it is missing. Where that may not be done, AWS makes it with the first compute environment, or says so.
    /// </summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (await IsThereAsync(cancellationToken) is true) return;
        try
        {
            await iam.CreateServiceLinkedRoleAsync(
                new CreateServiceLinkedRoleRequest(Service, "Lets AWS Batch run instances and tasks."), cancellationToken);
            watch.Tell($"Made the role {Name}, which AWS Batch uses by itself.");
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.AlreadyExists
            || fault.Message.Contains("has been taken", StringComparison.OrdinalIgnoreCase))
        {
            // It is there, and may not be looked at.
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.AccessDenied)
        {
            watch.Tell($"Whether the account has the role {Name} is not known, and these credentials may not make it: "
                + fault.Message);
        }
    }
}
