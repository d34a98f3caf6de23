using System.Text.Json.Serialization;

namespace GlacierBatch.Core.Aws.Iam;

/// <summary>How IAM's requests are written before they become forms.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GetRoleRequest))]
[JsonSerializable(typeof(CreateServiceLinkedRoleRequest))]
[JsonSerializable(typeof(ListAttachedRolePoliciesRequest))]
[JsonSerializable(typeof(GetRolePolicyRequest))]
internal sealed partial class IamJson : JsonSerializerContext;
