using System.Text.Json.Serialization;

namespace GlacierBatch.Core.Aws.Quotas;

/// <summary>Asks for a quota.</summary>
/// <param name="ServiceCode">For instance <c>ec2</c>.</param>
/// <param name="QuotaCode">For instance <c>L-1216C47A</c>.</param>
internal sealed record GetServiceQuotaRequest(string ServiceCode, string QuotaCode);

/// <summary>The quota.</summary>
internal sealed record GetServiceQuotaResponse(ServiceQuota? Quota);

/// <summary>What an account may have of something.</summary>
internal sealed record ServiceQuota
{
    public string? QuotaName { get; init; }

    public double? Value { get; init; }
}

/// <summary>How the requests and answers of Service Quotas are written.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GetServiceQuotaRequest))]
[JsonSerializable(typeof(GetServiceQuotaResponse))]
internal sealed partial class QuotasJson : JsonSerializerContext;
