using System.Text.Json.Serialization;
using GlacierBatch.Core.Checkpoints;
using GlacierBatch.Core.Costs;
using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core;

/// <summary>How Core's own documents in the bucket are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AttemptRecord))]
[JsonSerializable(typeof(EnvironmentRecord))]
[JsonSerializable(typeof(PriceBook))]
internal sealed partial class CoreJson : JsonSerializerContext;
