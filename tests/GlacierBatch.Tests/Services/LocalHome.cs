using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Core.Runs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services;

/// <summary>
/// A machine's home folder with one environment, whose scripts tell when they begin and end, and wait at a gate if asked.
/// </summary>
internal sealed class LocalHome : IDisposable
{
    public const string Environment = "test";

    public static readonly string[] Regions = ["134_Arsuk", "140_CentralLindenow", "063_isvand_north"];

    private static readonly DateOnly First = new(2025, 8, 1);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly TemporaryFolder _folder = new();

    /// <summary>The home folder.</summary>
    public GlacierHome Home => new(_folder.File("home"));

    /// <summary>The environment's bucket, the default one unless a test has another.</summary>
    public string Bucket { get; private set; } = "";

    /// <summary>Where the workload was published from.</summary>
    public string Workload => _folder.File("workload");

    private string Marks => _folder.File("marks");

    private string Gate => _folder.File("gate");

    /// <summary>A home with the sample, or another workload.</summary>
    public static async Task<LocalHome> CreateAsync(
        IReadOnlyDictionary<string, string>? settings = null, bool gated = false, EnvironmentSettings? environment = null,
            string? script = null)
    {
        var home = new LocalHome();
        var all = new Dictionary<string, string>(settings ?? new Dictionary<string, string>()) { [TestWorkload.Marks] = home.Marks };
        if (gated) all[TestWorkload.Gate] = home.Gate;
        if (script is null) TestWorkload.OfSample(home.Workload, all);
        else TestWorkload.OfScript(home.Workload, script);
        home.Bucket = environment?.Bucket ?? home.Home.Bucket(Environment);
        await using var client = home.Open();
        await client.Environments.CreateAsync(
            Environment,
            (environment ?? new EnvironmentSettings()) with { Workload = home.Workload, MaxvCpu = environment?.MaxvCpu ?? 4 },
            Assert.Fail, CancellationToken.None);
        return home;
    }

    /// <summary>A session in this process.</summary>
    public GlacierClient Open(TimeProvider? time = null) => new(Home, time ?? TimeProvider.System);

    /// <summary>A session in a process of its own.</summary>
    public TestChild OpenElsewhere(string verb = "wait", params string[] more) => TestChild.Start([verb, Home.Path, .. more]);

    /// <summary>Submits regions for some days, a task each.</summary>
    public static async Task<IReadOnlyList<Job>> SubmitAsync(
        GlacierClient client, int regions = 1, int days = 1, bool start = true, string run = "first", int memoryMiB = 256, double vcpu = 1,
            string environment = Environment)
    {
        var into = await client.Environments.GetAsync(environment, CancellationToken.None);
        var plan = await client.Runs.PlanAsync(into, new RunRequest
        {
            Regions = Regions[..regions],
            Satellites = [Satellite.Sentinel2],
            Window = new DateWindow(First, First.AddDays(days - 1)),
            Split = WindowSplit.Day,
            RunName = run,
            Overrides = new RunOverrides(vcpu, memoryMiB),
        }, CancellationToken.None);
        return [.. await client.Runs.SubmitAsync(plan, start, CancellationToken.None)];
    }

    /// <summary>All jobs.</summary>
    public static IReadOnlyList<Job> Jobs(GlacierClient client) => 
        [.. client.Runs.ReadAsync(new JobSelection { Environment = Environment }, CancellationToken.None).GetAwaiter().GetResult()];

    /// <summary>Waits for all jobs and gives them as they ended.</summary>
    public static async Task<IReadOnlyList<Job>> WaitAsync(GlacierClient client, TimeSpan? timeout = null)
    {
        var ended = new List<Job>();
        await foreach (var job in client.Runs.WaitAsync(Jobs(client), timeout ?? Eventually.Limit, Poll, _ => { }, CancellationToken.None))
        {
            ended.Add(job);
        }

        return ended;
    }

    /// <summary>Lets the scripts go on.</summary>
    public void OpenGate() => File.WriteAllText(Gate, "");

    /// <summary>What the scripts have told, a line each.</summary>
    public IReadOnlyList<string> ReadMarks() => File.Exists(Marks) ? File.ReadAllLines(Marks) : [];

    /// <summary>Waits until so many scripts have begun.</summary>
    public Task BegunAsync(int count = 1) => Eventually.TrueAsync(() => ReadMarks().Count(mark => mark.StartsWith("begin ",
        StringComparison.Ordinal)) >= count);

    /// <summary>The processes of this home's scripts, whoever's children they are.</summary>
    public IReadOnlyList<int> Scripts()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("processes are found by /proc");
        return [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).OfType<string>()
            .Where(name => int.TryParse(name, out _) && IsOurs(name)).Select(int.Parse)];
    }

    /// <summary>
    /// Proves that every task was done, is recorded and whole in the bucket, and that nothing runs or lies about any more.
    /// </summary>
    public async Task RequireAllDoneAsync(GlacierClient client)
    {
        var environment = await client.Environments.GetAsync(Environment, CancellationToken.None);
        foreach (var job in Jobs(client))
        {
            Assert.True(job is { Status: JobStatus.SUCCEEDED, Outcome: TaskOutcome.Done },
                $"{job.JobId} is {job.Status}: {job.StatusReason}");
            Assert.NotNull(await environment.Store.FindAsync(StoreLayout.Result(job.RunName, job.Task)));
            var verdict = await client.Outputs.VerifyAsync(job, CancellationToken.None);
            Assert.All(verdict.Checks, check => Assert.True(check.Status == CheckStatus.Passed, $"{job.JobId}: {check}"));
        }

        Assert.Empty(Scripts());
        var scratch = Home.Scratch(Environment);
        if (Directory.Exists(scratch)) Assert.Empty(Directory.EnumerateFiles(scratch, "*", SearchOption.AllDirectories));
    }

    public void Dispose() => _folder.Dispose();

    private bool IsOurs(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/environ").Contains($"S3_BUCKET={Bucket}", StringComparison.Ordinal);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false; // It has ended meanwhile.
        }
    }
}
