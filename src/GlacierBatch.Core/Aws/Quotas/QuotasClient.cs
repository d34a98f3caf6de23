using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws.Quotas;

/// <summary>Service Quotas over the SDK's pipeline; the one file to exchange for the official package.</summary>
internal sealed class QuotasClient : IQuotasClient, IDisposable
{
    /// <summary>The service.</summary>
    internal static readonly AwsService Service = new("Service Quotas", "Service Quotas", "servicequotas", "servicequotas", "2019-06-24");

    private readonly JsonCaller _caller;

    /// <summary>Opens a client; it is for many threads and calls.</summary>
    /// <param name="connection">Where and as whom to call.</param>
    public QuotasClient(AwsConnection connection) =>
        _caller = new JsonCaller(AwsServiceClient.Open(Service, connection), QuotasJson.Default, "ServiceQuotasV20190624");

    /// <inheritdoc/>
    public Task<GetServiceQuotaResponse> GetServiceQuotaAsync(GetServiceQuotaRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<GetServiceQuotaRequest, GetServiceQuotaResponse>("GetServiceQuota", request, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _caller.Dispose();
}
