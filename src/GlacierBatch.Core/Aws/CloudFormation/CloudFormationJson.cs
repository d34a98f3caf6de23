using System.Text.Json.Serialization;

namespace GlacierBatch.Core.Aws.CloudFormation;

/// <summary>How CloudFormation's requests are written before they become forms.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateStackRequest))]
[JsonSerializable(typeof(DeleteStackRequest))]
[JsonSerializable(typeof(DescribeStacksRequest))]
[JsonSerializable(typeof(DescribeStackEventsRequest))]
[JsonSerializable(typeof(DescribeStackResourcesRequest))]
[JsonSerializable(typeof(CreateChangeSetRequest))]
[JsonSerializable(typeof(DescribeChangeSetRequest))]
[JsonSerializable(typeof(ExecuteChangeSetRequest))]
[JsonSerializable(typeof(DeleteChangeSetRequest))]
[JsonSerializable(typeof(ContinueUpdateRollbackRequest))]
[JsonSerializable(typeof(GetTemplateRequest))]
internal sealed partial class CloudFormationJson : JsonSerializerContext;
