using System.Text.Json.Serialization;

namespace GlacierBatch.Core.Outputs.Reports;

/// <summary>How reports are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<ReportEntry>))]
internal sealed partial class ReportJson : JsonSerializerContext;
