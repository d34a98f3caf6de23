namespace GlacierBatch.Core.Aws.Iam;

/// <summary>Asks for a role.</summary>
internal sealed record GetRoleRequest(string RoleName);

/// <summary>The role.</summary>
internal sealed record GetRoleResponse(Role Role);

/// <summary>A role.</summary>
internal sealed record Role
{
    public required string RoleName { get; init; }

    public required string Arn { get; init; }

    /// <summary>Who may take it, as a policy in URL encoding.</summary>
    public string? AssumeRolePolicyDocument { get; init; }
}

/// <summary>Makes the role that a service uses by itself.</summary>
/// <param name="AWSServiceName">The service's principal, for instance <c>batch.amazonaws.com</c>.</param>
/// <param name="Description">What for.</param>
internal sealed record CreateServiceLinkedRoleRequest(string AWSServiceName, string? Description = null);

/// <summary>The role that was made.</summary>
internal sealed record CreateServiceLinkedRoleResponse(Role? Role);
