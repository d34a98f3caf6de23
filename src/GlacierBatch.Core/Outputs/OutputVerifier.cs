using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Outputs.Checks;
using GlacierBatch.Core.Outputs.Reading;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Outputs;

/// <summary>Proves outputs: that all is there, as it was written, as it must be, and as it was before.</summary>
/// <param name="catalogs">Reads environments' catalogues.</param>
internal sealed class OutputVerifier(CatalogReader catalogs)
{
    /// <summary>The verdict on one job's output.</summary>
    public async Task<Verdict> VerifyAsync(GlacierEnvironment environment, Job job, VerifyOptions options,
        CancellationToken cancellationToken) =>
        (await InspectAsync(environment, job, options, cancellationToken)).Verdict;

    /// <summary>The verdict on one job's output, and what it rests on; null where no file was looked at.</summary>
    public async Task<(Verdict Verdict, OutputScope? Scope, IReadOnlyList<FileInspection> Inspections)> InspectAsync(
        GlacierEnvironment environment, Job job, VerifyOptions options, CancellationToken cancellationToken)
    {
        try
        {
            if (!job.Status.IsEnded()) return (Single(job, CheckStatus.Unchecked, $"The job is {job.Status}: wait for it."), null, []);
            if (await RunStore.FindResultAsync(environment, job, cancellationToken) is not { } result)
            {
                return (Single(job, CheckStatus.Failed, job.StatusReason ?? "There is no result record: it was not done."), null, []);
            }

            if (!result.Outcome.IsSuccess()) return (Single(job, CheckStatus.Failed, $"{result.Outcome}: {result.Reason}"), null, []);
            var scope = await ScopeAsync(environment, job, result, options, cancellationToken);
            if (result.Outcome == TaskOutcome.NoScenes) return (JudgeNoScenes(scope, job), scope, []);
            var (checks, inspections) = await JudgeAsync(scope, RecordCheck(result), cancellationToken);
            return (new Verdict(job, checks, scope.SceneNames.Count, scope.Meter.Bytes), scope, inspections);
        }
        catch (InvalidDataException fault)
        {
            // The record itself, which is where all proof begins.
            return (Single(job, CheckStatus.Failed, fault.Message), null, []);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return (Single(job, CheckStatus.Unchecked, fault.Message), null, []);
        }
    }

    /// <summary>The verdict on what lies in a region's places, where no job is known to have written it.</summary>
    public async Task<Verdict> VerifyAsync(
        GlacierEnvironment environment, string region, Satellite satellite, VerifyOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var area = await RegionArea.FindAsync(catalogs, environment, region, cancellationToken);
            var there = await RegionFiles.ListAsync(environment, region, satellite, area.Tiles, cancellationToken);
            var scope = new OutputScope
            {
                Environment = environment,
                Region = region,
                Satellite = satellite,
                There = there,
                Files = [.. there.All.Where(file => file.Kind is not (OutputKind.RawTile or OutputKind.Other))
                    .Select(file => new OutputFile(file.Entry.Key, file.Path, file.Kind, file.Entry.Size, ""))],
                Area = area,
                Options = options,
                Meter = new ReadMeter(),
            };
            var recorded = scope.Files.Count == 0
                ? Recorded(CheckStatus.Failed, $"There is nothing at all of {region} and {satellite.ToName()}: no job, no file.")
                : Recorded(CheckStatus.Unchecked,
                    "No job of this environment is known to have written it: whether something was lost on the way cannot be told.");
            if (scope.Files.Count == 0) return new Verdict(environment.Name, region, satellite, [recorded], 0, 0) { IsOfNothing = true };
            var (checks, _) = await JudgeAsync(scope, recorded, cancellationToken);
            return new Verdict(environment.Name, region, satellite, checks, scope.SceneNames.Count, scope.Meter.Bytes);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new Verdict(environment.Name, region, satellite, [Recorded(CheckStatus.Unchecked, fault.Message)], 0, 0);
        }
    }

    private static async Task<(IReadOnlyList<Check> Checks, IReadOnlyList<FileInspection> Inspections)> JudgeAsync(
        OutputScope scope, Check recorded, CancellationToken cancellationToken)
    {
        var reading = SharedTables.ReadAsync(scope, cancellationToken);
        var inspections = await new FileInspector(scope).InspectAsync(cancellationToken);
        var tables = await reading;
        var checks = new List<Check>
        {
            recorded,
            LayoutCheck.Run(scope),
            await new SceneCheck(scope, tables).RunAsync(cancellationToken),
            ExtraCheck.Run(scope),
            FilesCheck.Run(scope, inspections),
            CurrentCheck.Run(scope, inspections),
            await SharedFilesCheck.RunAsync(scope, inspections, tables, cancellationToken),
            RasterCheck.Run(scope, inspections),
            BoundsCheck.Run(scope, inspections),
            PixelCheck.Run(inspections),
            DuplicateCheck.Run(scope, inspections),
            await new TableCheck(scope, inspections, tables).RunAsync(cancellationToken),
        };
        if (scope.Options.Baseline is { } baseline) checks.AddRange(new BaselineChecks(scope, inspections, baseline).Run());
        checks.AddRange(ExpectedChecks.Run(scope, inspections));
        return (checks, inspections);
    }

    private static Verdict JudgeNoScenes(OutputScope scope, Job job)
    {
        var scenes = scope.There.Of(OutputKind.Scene).Where(file => scope.Window.IsIn(scope.Satellite, file.Stem)).ToList();
        var check = scope.Files.Any(file => file.Kind != OutputKind.Template)
            ? Recorded(CheckStatus.Failed, "The record says that there were no scenes, and lists outputs.")
            : scenes.Count > 0
                ? Recorded(CheckStatus.Failed, $"The record says that there were no scenes, and {scenes[0].Path} is of its days.")
                : Recorded(CheckStatus.Passed, "NoScenes: the imagery's catalogue has no scene in the window, and nothing was written.");
        var checks = new List<Check> { check };
        if (scope.Options.Baseline is { } baseline) checks.AddRange(new BaselineChecks(scope, [], baseline).Run());
        checks.AddRange(ExpectedChecks.Run(scope, []));
        return new Verdict(job, checks, 0, scope.Meter.Bytes);
    }

    private async Task<OutputScope> ScopeAsync(
        GlacierEnvironment environment, Job job, TaskResult result, VerifyOptions options, CancellationToken cancellationToken)
    {
        var area = await RegionArea.FindAsync(catalogs, environment, job.Region, cancellationToken);
        return new OutputScope
        {
            Environment = environment,
            Region = job.Region,
            Satellite = job.Satellite,
            Window = job.Task.Window,
            Job = job,
            Result = result,
            There = await RegionFiles.ListAsync(environment, job.Region, job.Satellite, area.Tiles, cancellationToken),
            Files = result.Outputs,
            Area = area,
            Options = options,
            Meter = new ReadMeter(),
        };
    }

    private static Check RecordCheck(TaskResult result)
    {
        var scenes = result.Outputs.Count(output => output.Kind == OutputKind.Scene);
        var bytes = result.Outputs.Sum(output => output.Size);
        return Recorded(CheckStatus.Passed, FormattableString.Invariant(
            $"{scenes} scenes, {result.Outputs.Count} files, {bytes / 1e6:0.0} MB"));
    }

    private static Check Recorded(CheckStatus status, string evidence) =>
        new(CheckLayer.Complete, "Recorded", status, MessageText.Of(evidence, 500));

    private static Verdict Single(Job job, CheckStatus status, string evidence) => new(job, [Recorded(status, evidence)], 0);
}
