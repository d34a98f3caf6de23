using System.Text.Json.Serialization;

namespace GlacierBatch.Core.Aws.Lambda;

/// <summary>How the answers of AWS Lambda are written.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FunctionConfiguration))]
internal sealed partial class LambdaJson : JsonSerializerContext;
