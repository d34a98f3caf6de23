namespace GlacierBatch.Core.Aws.Quotas;

/// <summary>
/// The operations of Service Quotas in use, by AWS's own names. What fails throws what the SDK throws; <see cref="AwsFault"/> says it.
/// </summary>
internal interface IQuotasClient
{
    /// <summary>Gets what an account may have of something.</summary>
    Task<GetServiceQuotaResponse> GetServiceQuotaAsync(GetServiceQuotaRequest request, CancellationToken cancellationToken);
}
