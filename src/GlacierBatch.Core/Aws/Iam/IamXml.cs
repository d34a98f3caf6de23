using System.Xml.Linq;
using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws.Iam;

/// <summary>Reads IAM's answers.</summary>
internal static class IamXml
{
    public static GetRoleResponse GetRole(XElement result) =>
        new(Role(result.Child("Role") ?? throw new System.Xml.XmlException("The answer has no <Role>.")));

    public static CreateServiceLinkedRoleResponse CreateServiceLinkedRole(XElement result) =>
        new(result.Child("Role") is { } role ? Role(role) : null);

    public static ListAttachedRolePoliciesResponse ListAttachedRolePolicies(XElement result) => new()
    {
        AttachedPolicies = result.Members(
            "AttachedPolicies", policy => new AttachedPolicy(policy.Required("PolicyName"), policy.Required("PolicyArn"))),
        Marker = result.Flag("IsTruncated") ? result.Text("Marker") : null,
    };

    public static GetRolePolicyResponse GetRolePolicy(XElement result) => new(result.Required("PolicyDocument"));

    private static Role Role(XElement role) => new()
    {
        RoleName = role.Required("RoleName"),
        Arn = role.Required("Arn"),
        AssumeRolePolicyDocument = role.Text("AssumeRolePolicyDocument"),
    };
}
