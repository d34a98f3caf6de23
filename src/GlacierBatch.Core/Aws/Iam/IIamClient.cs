namespace GlacierBatch.Core.Aws.Iam;

/// <summary>
/// The operations of AWS Identity and Access Management in use, by AWS's own names. What fails throws what the SDK throws;
/// <see cref="AwsFault"/> says it.
/// </summary>
internal interface IIamClient
{
    /// <summary>Describes a role.</summary>
    Task<GetRoleResponse> GetRoleAsync(GetRoleRequest request, CancellationToken cancellationToken);

    /// <summary>Makes the role that a service uses by itself.</summary>
    Task<CreateServiceLinkedRoleResponse> CreateServiceLinkedRoleAsync(
        CreateServiceLinkedRoleRequest request, CancellationToken cancellationToken);

    /// <summary>Lists a page of the managed policies of a role.</summary>
    Task<ListAttachedRolePoliciesResponse> ListAttachedRolePoliciesAsync(
        ListAttachedRolePoliciesRequest request, CancellationToken cancellationToken);

    /// <summary>Gets a policy that is written into a role.</summary>
    Task<GetRolePolicyResponse> GetRolePolicyAsync(GetRolePolicyRequest request, CancellationToken cancellationToken);
}
