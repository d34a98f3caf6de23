namespace GlacierBatch.Core.Aws.Iam;

/// <summary>Asks for the managed policies of a role.</summary>
internal sealed record ListAttachedRolePoliciesRequest
{
    public required string RoleName { get; init; }

    /// <summary>1 to 1000.</summary>
    public int? MaxItems { get; init; }

    /// <summary>Of the page before.</summary>
    public string? Marker { get; init; }
}

/// <summary>A page of managed policies.</summary>
internal sealed record ListAttachedRolePoliciesResponse
{
    public IReadOnlyList<AttachedPolicy> AttachedPolicies { get; init; } = [];

    public string? Marker { get; init; }
}

/// <summary>A managed policy.</summary>
internal sealed record AttachedPolicy(string PolicyName, string PolicyArn);

/// <summary>Asks for a policy that is written into a role.</summary>
internal sealed record GetRolePolicyRequest(string RoleName, string PolicyName);

/// <summary>The policy.</summary>
/// <param name="PolicyDocument">JSON in URL encoding.</param>
internal sealed record GetRolePolicyResponse(string PolicyDocument);
