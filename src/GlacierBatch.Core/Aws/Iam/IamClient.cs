using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws.Iam;

/// <summary>AWS Identity and Access Management over the SDK's pipeline; the one file to exchange for the official package.</summary>
internal sealed class IamClient : IIamClient, IDisposable
{
    /// <summary>The service.</summary>
    internal static readonly AwsService Service = new("IAM", "AWS IAM", "iam", "iam", "2010-05-08", IsGlobal: true);

    private readonly QueryCaller _caller;

    /// <summary>Opens a client; it is for many threads and calls.</summary>
    /// <param name="connection">Where and as whom to call.</param>
    public IamClient(AwsConnection connection) =>
        _caller = new QueryCaller(AwsServiceClient.Open(Service, connection), Service.Version, IamJson.Default);

    /// <inheritdoc/>
    public Task<GetRoleResponse> GetRoleAsync(GetRoleRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync("GetRole", request, IamXml.GetRole, cancellationToken);

    /// <inheritdoc/>
    public Task<CreateServiceLinkedRoleResponse> CreateServiceLinkedRoleAsync(
        CreateServiceLinkedRoleRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync("CreateServiceLinkedRole", request, IamXml.CreateServiceLinkedRole, cancellationToken);

    /// <inheritdoc/>
    public Task<ListAttachedRolePoliciesResponse> ListAttachedRolePoliciesAsync(
        ListAttachedRolePoliciesRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync("ListAttachedRolePolicies", request, IamXml.ListAttachedRolePolicies, cancellationToken);

    /// <inheritdoc/>
    public Task<GetRolePolicyResponse> GetRolePolicyAsync(GetRolePolicyRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync("GetRolePolicy", request, IamXml.GetRolePolicy, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _caller.Dispose();
}
