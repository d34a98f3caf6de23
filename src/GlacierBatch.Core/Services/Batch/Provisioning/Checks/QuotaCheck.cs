using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Quotas;

namespace GlacierBatch.Core.Services.Batch.Provisioning.Checks;

/// <summary>Whether the account may have as many vCPUs as the environment may ask for.</summary>
internal sealed class QuotaCheck : IBatchCheck
{
    // https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html: standard families A, C, D, H, I, M, R, T, Z.
    private static readonly Dictionary<string, (string Service, string Code, string Title)> Quotas = new(StringComparer.Ordinal)
    {
        ["EC2"] = ("ec2", "L-1216C47A", "vCPUs of on-demand instances"),
        ["SPOT"] = ("ec2", "L-34B43A08", "vCPUs of Spot instances"),
        ["FARGATE"] = ("fargate", "L-3032A538", "vCPUs of Fargate"),
        ["FARGATE_SPOT"] = ("fargate", "L-36FBB829", "vCPUs of Fargate Spot"),
    };

    /// <inheritdoc/>
    public string Name => "Quota";

    /// <inheritdoc/>
    public async Task<CheckFinding> LookAsync(CheckSubject subject, CancellationToken cancellationToken)
    {
        var told = new List<string>();
        foreach (var each in subject.Real.Environments)
        {
            if (!Quotas.TryGetValue(each.ComputeResources?.Type ?? "", out var quota)) continue;
            double? may;
            try
            {
                var answer = await subject.Clients.Quotas.GetServiceQuotaAsync(
                    new GetServiceQuotaRequest(quota.Service, quota.Code), cancellationToken);
                may = answer.Quota?.Value;
            }
            catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.NotFound)
            {
                may = null;
            }

            if (may is null) return CheckFinding.Unchecked($"AWS tells no quota for {quota.Title}");
            if (may < subject.Environment.VCpu)
            {
                return CheckFinding.Failed(FormattableString.Invariant($"The account may have {may} {quota.Title}: no task can start"),
                    $"Ask AWS for more: quota {quota.Code} of {quota.Service} in Service Quotas.");
            }

            told.Add(FormattableString.Invariant($"{may} {quota.Title}")
                + (may < each.ComputeResources?.MaxvCpus
                    ? FormattableString.Invariant($" (fewer than its {each.ComputeResources.MaxvCpus})") : ""));
        }

        return told.Count == 0 ? CheckFinding.Unchecked("No compute environment tells its kind") : CheckFinding.Passed(string.Join(", ",
            told));
    }
}
