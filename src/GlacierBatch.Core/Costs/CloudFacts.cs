using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Runs.Failures;
using GlacierBatch.Core.Services.Batch;

namespace GlacierBatch.Core.Costs;

/// <summary>Gathers what a bill of a run at AWS is made of: the attempts that the ledger knows, and what EC2 and the bucket tell.</summary>
/// <param name="ledger">This machine's ledger.</param>
/// <param name="time">The clock.</param>
internal sealed class CloudFacts(Ledger ledger, TimeProvider time)
{
    /// <summary>Adds it to the facts of a run.</summary>
    public async Task<RunFacts> AddAsync(
        RunFacts facts, GlacierEnvironment environment, PriceBook book, CancellationToken cancellationToken)
    {
        var record = environment.RequireBatch();
        var manifest = await RunStore.ReadAsync(environment, facts.RunName, cancellationToken);
        var compute = PurchaseOptions.Of(manifest, record);
        var rows = ledger.Attempts.ReadRun(environment.Name, facts.RunName);
        var bill = new BillFacts
        {
            Attempts = [.. facts.Jobs.SelectMany(job => Uses(job, rows[job.Index]))],
            Compute = compute,
            Region = record.AwsRegion,
            HasNat = record is { StackName: not null, AssignPublicIp: false },
            LogBytes = await CountLogBytesAsync(environment, facts.RunName, cancellationToken),
        };
        return facts with
        {
            Bill = compute.IsFargate() || bill.Attempts.Count == 0
                ? bill
                : await AddMachinesAsync(bill, environment, record, book, cancellationToken),
            FirstStarts = rows.Select(group => (group.Key, Start: group.Min(row => row.Started))).Where(each => each.Start is not null)
                .ToDictionary(each => each.Key, each => each.Start.GetValueOrDefault()),
            FormerFailures = [.. rows.SelectMany(group => group.OrderBy(row => row.Attempt).SkipLast(1))
                .Select(row => Failure(row, compute.IsSpot()))],
        };
    }

    private static Failure Failure(AttemptRow row, bool isSpot) => FailureClassifier.Classify(new FailureFacts
    {
        StatusReason = row.StatusReason, ContainerReason = row.Reason, ExitCode = row.ExitCode, IsSpot = isSpot,
    });

    private static IEnumerable<AttemptUse> Uses(Job job, IEnumerable<AttemptRow> rows)
    {
        var known = rows.Where(row => row is { Started: not null, Stopped: not null })
            .Select(row => new AttemptUse(row.Started.GetValueOrDefault(), row.Stopped.GetValueOrDefault(), job.VCpu, job.MemoryMiB))
            .ToList();
        return known.Count > 0 ? known : RunMeasurer.LastAttempts([job]);
    }

    private static async Task<long> CountLogBytesAsync(GlacierEnvironment environment, string run, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        await foreach (var entry in environment.Store.ListAsync(StoreLayout.Logs(run), cancellationToken)) bytes += entry.Size;
        return bytes;
    }

    private async Task<BillFacts> AddMachinesAsync(
        BillFacts bill, GlacierEnvironment environment, BatchRecord record, PriceBook book, CancellationToken cancellationToken)
    {
        var aws = environment.RequireAws();
        var history = new MachineHistory(aws.Ec2, time);
        var (from, to) = (bill.Attempts.Min(use => use.Started), bill.Attempts.Max(use => use.Stopped));
        var names = await FindComputeEnvironmentsAsync(aws, record, bill.Compute, cancellationToken);
        var machines = await history.FindAsync(names, from, to, cancellationToken);
        var region = book.Knows(bill.Region) ? bill.Region : PriceBook.DefaultRegion;
        var types = machines?.Select(machine => machine.Type) ?? book.Machines(region).Select(price => price.Id.Split('/')[^1]);
        return bill with
        {
            Machines = machines,
            SpotUsd = bill.Compute == PurchaseOption.Spot
                ? await history.FindSpotUsdAsync([.. types.Distinct()], from, to, cancellationToken)
                : new Dictionary<string, double>(),
        };
    }

    /// <summary>The names of the compute environments behind a queue; none where Batch may not be asked.</summary>
    private static async Task<IReadOnlyList<string>> FindComputeEnvironmentsAsync(
        AwsClients aws, BatchRecord record, PurchaseOption compute, CancellationToken cancellationToken)
    {
        if (!record.Queues.TryGetValue(compute, out var queue)) return [];
        try
        {
            var answer = await aws.Batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { JobQueues = [queue] }, cancellationToken);
            return [.. answer.JobQueues.SelectMany(each => each.ComputeEnvironmentOrder ?? [])
                .Select(each => each.ComputeEnvironment.Split('/')[^1]).Distinct(StringComparer.Ordinal)];
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
        {
            return [];
        }
    }
}
