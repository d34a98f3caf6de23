using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Tests.TestSupport;

namespace GlacierBatch.Tests.Running;

/// <summary>
/// A task whose script writes scenes as the real ones do, and waits at gates that the test opens; what it finishes is published meanwhile.
/// </summary>
internal sealed class GatedScript : IDisposable
{
    private const string Steps = """
        import shutil
        GATES = os.path.dirname(__file__) + "/"
        GRID = f"{BASE}/{REGION}/template/{REGION}.tif" if "sentinel2" in __file__ else f"{BASE}/_reference/{REGION}.tif"
        def say(text): print(text, flush=True)
        def gate(name):
            say("at " + name)
            for _ in range(6000):
                if os.path.exists(os.environ["GATES"] + "/" + name): return
                time.sleep(0.02)
        def sentinel(prefix, described=True):
            os.makedirs(f"{BASE}/{REGION}/clipped", exist_ok=True)
            os.makedirs(f"{BASE}/{REGION}/metadata/individual_csv", exist_ok=True)
            if os.path.exists(f"{BASE}/{REGION}/clipped/{prefix}.tif"): return say("have " + prefix)
            say("make " + prefix)
            shutil.copyfile(GRID, f"{BASE}/{REGION}/clipped/{prefix}.tif")
            if described:
                with open(f"{BASE}/{REGION}/metadata/individual_csv/{prefix}.csv", "w") as file: file.write(f"{prefix},{prefix}_B08.tif")
        def landsat(scene):
            os.makedirs(f"{BASE}/{REGION}", exist_ok=True)
            if os.path.exists(f"{BASE}/{REGION}/{scene}.tif"): return say("have " + scene)
            say("make " + scene)
            shutil.copyfile(GRID, f"{BASE}/{REGION}/{scene}.tif")

        """;

    private readonly TemporaryFolder _gates;
    private readonly CancellationTokenSource _stop = new();

    private GatedScript(TemporaryFolder gates, RunnerBench bench) => (_gates, Bench) = (gates, bench);

    /// <summary>The task.</summary>
    public RunnerBench Bench { get; }

    /// <summary>Makes the task of a script.</summary>
    /// <param name="satellite">The imagery.</param>
    /// <param name="python">What the script does: say, gate, sentinel and landsat are there.</param>
    public static async Task<GatedScript> WriteAsync(Satellite satellite, string python)
    {
        var gates = new TemporaryFolder();
        var bench = await RunnerBench.OfScriptAsync($"{Steps}os.environ['GATES'] = '{gates.Path}'\n{python}", satellite);
        bench.Machine = options => options with { PublishesWhileRunning = true };
        return new GatedScript(gates, bench);
    }

    /// <summary>Runs an attempt; of one that is stopped no record is written, as in a service that makes another.</summary>
    public async Task<(TaskResult Result, IReadOnlyList<string> Log)> RunAsync() => await Bench.RunAsync(
        new TestSupervisor { MayRecord = outcome => outcome is not TaskOutcome.Stopped },
        _stop.IsCancellationRequested ? CancellationToken.None : _stop.Token);

    /// <summary>Opens a gate.</summary>
    public void Open(string gate) => File.WriteAllText(_gates.File(gate), "");

    /// <summary>Waits until a file is in the bucket.</summary>
    public Task PublishedAsync(string path) => Eventually.TrueAsync(() => Bench.Store.Written.Contains(Bench.KeyOf(path)));

    /// <summary>Cuts the attempt off; the next one runs undisturbed.</summary>
    public void CutOff() => _stop.Cancel();

    /// <inheritdoc cref="CutOff"/>
    public Task CutOffAsync() => _stop.CancelAsync();

    public void Dispose()
    {
        _stop.Dispose();
        Bench.Dispose();
        _gates.Dispose();
    }
}
