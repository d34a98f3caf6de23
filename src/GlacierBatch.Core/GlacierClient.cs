using GlacierBatch.Core.Checkpoints;
using GlacierBatch.Core.Costs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Core.Probes;
using GlacierBatch.Core.Regions;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Core.Services.Batch.Images;
using GlacierBatch.Core.Services.Local;

namespace GlacierBatch.Core;

/// <summary>All that the product does, over one folder of this machine. The cmdlets are thin around it.</summary>
public sealed class GlacierClient : IAsyncDisposable
{
    private readonly Ledger _ledger;
    private readonly LocalService _local;
    private readonly BatchService _batch;
    private readonly BucketOpener _opener;

    /// <param name="home">This machine's folder.</param>
    /// <param name="time">The clock.</param>
    public GlacierClient(GlacierHome home, TimeProvider time)
    {
        _ledger = new Ledger(home);
        _opener = new BucketOpener(time);
        _local = new LocalService(home, _ledger, time);
        _batch = new BatchService(_ledger, time);
        var catalogs = new CatalogProvider(home);
        IComputeService ServiceOf(GlacierEnvironment environment) => environment.Service switch
        {
            ServiceKind.Local => _local,
            ServiceKind.Batch => _batch,
            _ => throw new GlacierBatchException(ErrorKind.InvalidData, "ServiceUnknown",
                $"The environment '{environment.Name}' uses a service that this version does not know.", "Update GlacierBatch.",
                environment.Name),
        };
        Environments = new EnvironmentClient(home, _ledger, _opener, catalogs, ServiceOf, time);
        Runs = new RunClient(_ledger, Environments, catalogs, ServiceOf, time);
        Outputs = new OutputClient(Environments, time);
        Costs = new CostClient(_ledger, Environments, Runs, time);
        Images = new ImageClient(Environments, time);
        Checkpoints = new CheckpointClient(time);
        Probes = new ProbeClient(ServiceOf, time);
    }

    /// <summary>Environments.</summary>
    public EnvironmentClient Environments { get; }

    /// <summary>Runs and their jobs.</summary>
    public RunClient Runs { get; }

    /// <summary>Outputs.</summary>
    public OutputClient Outputs { get; }

    /// <summary>Images.</summary>
    public ImageClient Images { get; }

    /// <summary>What runs cost.</summary>
    public CostClient Costs { get; }

    /// <summary>The steps of a runbook.</summary>
    public CheckpointClient Checkpoints { get; }

    /// <summary>Jobs that try whether tasks could run.</summary>
    public ProbeClient Probes { get; }

    /// <summary>
    /// Credentials of the session itself, the SDK's own or those of AWS.Tools, for environments that name no profile and were given
    /// none; or null. They are kept in memory only.
    /// </summary>
    public object? SessionCredential
    {
        get => _opener.SessionCredential;
        set => _opener.SessionCredential = value;
    }

    /// <summary>Ends this session's part: scripts that it runs are ended, and their jobs go back to the queue.</summary>
    public async ValueTask DisposeAsync()
    {
        await _local.DisposeAsync();
        await _batch.DisposeAsync();
        _opener.Dispose();
        _ledger.Dispose();
    }
}
