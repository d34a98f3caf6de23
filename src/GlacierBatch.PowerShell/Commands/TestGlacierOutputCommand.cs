using System.Management.Automation;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Core.Outputs.Baselines;
using GlacierBatch.Core.Outputs.Reports;
using GlacierBatch.PowerShell.Arguments;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>
/// Says whether jobs' outputs can be relied on, and if not, why. A verdict is as good as the worst of its checks.
/// <para>
/// Passed: everything that was asked was looked at, and is as it should be; a recorded NoScenes with nothing there is Passed too, and says
/// so. Use it.
/// </para>
/// <para>
/// Failed: something is not as it should be, and the evidence names it: a scene that is missing, a file that is cut off, an error page, a
/// raster that lies elsewhere. Do not use it: Restart-GlacierJob makes it again, and docs/verification.md says for each check what
/// else may be done.
/// </para>
/// <para>
/// Unchecked: something could not be looked at, which is never a pass: the job has not ended, the store cannot be reached, no record says
/// what should be there. The evidence says why; put that right and ask again.
/// </para>
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "GlacierOutput", DefaultParameterSetName = JobSet)]
[OutputType(typeof(Verdict), typeof(bool), typeof(int))]
public sealed class TestGlacierOutputCommand : JobCmdlet
{
    private const string RegionSet = "Region";
    private readonly List<CheckStatus> _statuses = [];
    private VerifyProgress? _progress;
    private VerifyOptions _options = new();
    private OutputJudge? _judge;
    private bool _isRefused;

    /// <summary>Regions, by name, also with wildcards: the newest job of each task is judged, else what lies there.</summary>
    [Parameter(ParameterSetName = RegionSet, Mandatory = true)]
    [NamesOf("Name", "Region")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string[] Region { get; set; } = [];

    /// <summary>The imagery.</summary>
    [Parameter(ParameterSetName = RegionSet, Mandatory = true)]
    [SatelliteArgument]
    public Satellite Satellite { get; set; }

    /// <summary>The environment; by default the only one there is.</summary>
    [Parameter(ParameterSetName = RunSet)]
    [Parameter(ParameterSetName = RegionSet)]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public new string? Environment
    {
        get => base.Environment;
        set => base.Environment = value;
    }

    /// <summary>Reads every file whole: all checksums, all pixels.</summary>
    [Parameter]
    public SwitchParameter Deep { get; set; }

    /// <summary>A file of Export-GlacierBaseline: the same scenes must be there, with the same pixels. They are read whole.</summary>
    [Parameter]
    public string? Baseline { get; set; }

    /// <summary>The share of a scene's pixels, 0 to 1, that may differ from the baseline's, which must keep its pixels.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? Tolerance { get; set; }

    /// <summary>The most by which such a pixel may differ; by any where it is not given.</summary>
    [Parameter]
    [ValidateRange(0, ushort.MaxValue)]
    public int? MaxDifference { get; set; }

    /// <summary>How many clipped scenes each job should have.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? ExpectedCount { get; set; }

    /// <summary>How large each clipped scene should be, in bytes (1.2MB is a number to PowerShell), within -SizeTolerance.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double? ExpectedSize { get; set; }

    /// <summary>The share by which a scene may be larger or smaller than -ExpectedSize.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double SizeTolerance { get; set; } = 0.2;

    /// <summary>One Boolean for everything, instead of the verdicts: false for anything that failed or went unchecked.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>
    /// One exit code for everything, instead of the verdicts: 0 passed, 1 failed, 2 could not be checked, or not even asked: an unknown
    /// run, job or environment, a baseline that is not there.
    /// </summary>
    [Parameter]
    public SwitchParameter AsExitCode { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (Quiet && AsExitCode) throw Wrong("QuietAndExitCode", "-Quiet and -AsExitCode both say what to emit.", "Give one of them.");
        if (MaxDifference is not null && Tolerance is null) throw Wrong("DifferenceWithoutTolerance",
            "-MaxDifference says nothing without -Tolerance.", "Give both.");
        if (Tolerance is not null && Baseline is null) throw Wrong("ToleranceWithoutBaseline",
            "-Tolerance says nothing without -Baseline.", "Give both.");
        _progress = new VerifyProgress(Show, TimeProvider.System);
        await AskAsync(() => ReadOptionsAsync(cancellationToken));
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken) =>
        _isRefused ? Task.CompletedTask : AskAsync(() => JudgeAllAsync(cancellationToken));

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken)
    {
        _progress?.End();

        // Nothing that was looked at is nothing that is proved.
        var exitCode = OutputReport.ExitCode(_statuses);
        if (Quiet) Emit(exitCode == 0);
        if (AsExitCode) Emit(exitCode);
        return Task.CompletedTask;
    }

    private static GlacierBatchException Wrong(string id, string message, string recommendation) =>
        new(ErrorKind.InvalidArgument, id, message, recommendation);

    /// <summary>
    /// Asks, and takes what cannot be asked for unchecked where an exit code is wanted: a fault that ended the command would skip the
    /// script's <c>exit</c> with it, and the script would end with 0.
    /// </summary>
    private async Task AskAsync(Func<Task> question)
    {
        try
        {
            await question();
        }
        catch (Exception fault) when (AsExitCode && ErrorRecords.IsOurs(fault))
        {
            Report(fault);
            _statuses.Add(CheckStatus.Unchecked);
            _isRefused = true;
        }
    }

    private async Task ReadOptionsAsync(CancellationToken cancellationToken) =>
        _options = new VerifyOptions
        {
            Deep = Deep,
            Baseline = Baseline is null ? null : await BaselineFile.ReadAsync(Resolve(Baseline), cancellationToken),
            Tolerance = Tolerance,
            MaxDifference = MaxDifference,
            ExpectedCount = ExpectedCount,
            ExpectedSize = ExpectedSize is { } size ? (long)Math.Min(size, long.MaxValue / 2) : null,
            SizeTolerance = SizeTolerance,
        };

    private async Task JudgeAllAsync(CancellationToken cancellationToken)
    {
        var client = ModuleClient.Get();
        var judge = _judge ??= client.Outputs.Judge(_options);
        if (ParameterSetName != RegionSet)
        {
            var found = await FindJobsAsync(cancellationToken);
            // A job that nobody knows was not looked at, whatever the others say.
            if (ParameterSetName == JobSet && found.Count < Job.Length) _statuses.Add(CheckStatus.Unchecked);
            _progress?.Expect(found.Count);
            await JudgeAsync(judge.VerifyAsync(found, cancellationToken));
            return;
        }

        var environment = await client.Environments.GetAsync(Environment, cancellationToken);
        var newest = await client.Runs.ReadNewestAsync(environment.Name, Region, cancellationToken);
        IReadOnlyList<Job> jobs = [.. newest.Where(job => job.Satellite == Satellite)];
        _progress?.Expect(jobs.Count);
        await JudgeAsync(judge.VerifyAsync(jobs, cancellationToken));
        await JudgeUnknownAsync(client.Outputs, environment, [.. jobs.Select(job => job.Region).Distinct()], cancellationToken);
    }

    /// <summary>Regions that no job of the environment processed: what lies there is looked at all the same.</summary>
    private async Task JudgeUnknownAsync(
        OutputClient outputs, GlacierEnvironment environment, IReadOnlyList<string> known, CancellationToken cancellationToken)
    {
        if (Region.All(name => known.Contains(name, StringComparer.OrdinalIgnoreCase))) return;
        var warned = false;
        await foreach (var verdict in outputs.VerifyRegionsAsync(environment, Region, known, Satellite, _options, cancellationToken))
        {
            if (!warned) Warn(
                $"No job of {environment.Name} processed {Satellite} for {verdict.Region}: what lies there is judged without a record.");
            warned = true;
            Judge(verdict);
        }

        if (_statuses.Count == 0) Warn(
            $"No job of {environment.Name} processed {Satellite} for {string.Join(", ", Region)}, and nothing lies there.");
    }

    private async Task JudgeAsync(IAsyncEnumerable<Verdict> verdicts)
    {
        await foreach (var verdict in verdicts) Judge(verdict);
    }

    private void Judge(Verdict verdict)
    {
        _statuses.Add(verdict.Status);
        _progress?.Add(verdict);
        Tell(FormattableString.Invariant($"{verdict}; {verdict.Checks.Count} checks, {verdict.BytesRead} bytes read."));
        if (!Quiet && !AsExitCode) Emit(verdict);
    }
}
