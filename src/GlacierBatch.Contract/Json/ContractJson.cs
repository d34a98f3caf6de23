using System.Text.Json.Serialization;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Contract.Json;

/// <summary>How the contract's documents are written: by source generation, since the entrypoint has no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RunManifest))]
[JsonSerializable(typeof(RunPart))]
[JsonSerializable(typeof(RunStops))]
[JsonSerializable(typeof(TaskResult))]
[JsonSerializable(typeof(WorkloadIndex))]
public sealed partial class ContractJson : JsonSerializerContext;
