using Amazon.S3.Model;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Entrypoint;

/// <summary>How the container finds its task in a bucket, and when it leaves it to another.</summary>
public sealed class FindingTests(MotoServer moto)
{
    private const string Parent = "0d2fd1d6-0000-4000-8000-000000000001";
    private const string Other = "0d2fd1d6-0000-4000-8000-000000000002";

    [Fact]
    public async Task The_child_of_an_array_finds_its_task_in_its_part_and_is_superseded_by_its_own_record()
    {
        using var run = await ContainerRun.CreateAsync(moto);
        await run.SubmitAsync(
            run.Sample(), [ContainerRun.Task(Satellite.Sentinel2), ContainerRun.Task(Satellite.Landsat, "140_CentralLindenow")]);
        await run.DivideAsync(0, [1, 0], Parent);
        var variables = Child(run, 0, Parent);
        var result = await run.RunAsync(variables);
        Assert.True(result.ExitCode == ExitCodes.Done, result.Output + result.Error);
        var record = await run.RecordAsync(1);
        Assert.Equal((1, Satellite.Landsat, TaskOutcome.Done), (record?.Index, record?.Satellite, record?.Outcome));
        Assert.Null(await run.RecordAsync(0));
        var keys = await run.KeysAsync();
        Assert.All(record!.Outputs, output => Assert.Contains(output.Key, keys));
        Assert.Contains(StoreLayout.Log(ContainerRun.Name, record.ToTask(), 1), keys);

        var again = await run.RunAsync(variables);
        Assert.Equal(ExitCodes.Done, again.ExitCode);
        Assert.Contains("is superseded: runs/season/results/", again.Output, StringComparison.Ordinal);
        Assert.Equal(keys, await run.KeysAsync());
    }

    [Fact]
    public async Task A_child_of_another_parent_than_the_recorded_one_does_nothing()
    {
        using var run = await ContainerRun.CreateAsync(moto);
        await run.SubmitAsync(run.Sample(), [ContainerRun.Task(Satellite.Landsat)]);
        await run.DivideAsync(0, [0], Parent);
        var keys = await run.KeysAsync();
        var result = await run.RunAsync(Child(run, 0, Other));
        Assert.Equal(ExitCodes.Done, result.ExitCode);
        Assert.Contains(
            $"is superseded: the part was submitted as {Parent}, and this is {Other}.", result.Output, StringComparison.Ordinal);
        Assert.Equal(keys, await run.KeysAsync());
    }

    [Fact]
    public async Task A_part_without_an_answer_yet_is_worked_on_and_a_plain_job_is_its_first_task()
    {
        using var run = await ContainerRun.CreateAsync(moto);
        await run.SubmitAsync(run.Sample(), [ContainerRun.Task(Satellite.Sentinel2), ContainerRun.Task(Satellite.Landsat)]);
        await run.DivideAsync(0, [1], null);
        var variables = Child(run, 0, Parent);
        variables[TaskVariables.ArrayIndexVariable] = null;
        variables[TaskVariables.JobIdVariable] = Parent;
        Assert.Equal(ExitCodes.Done, (await run.RunAsync(variables)).ExitCode);
        Assert.Equal(TaskOutcome.Done, (await run.RecordAsync(1))?.Outcome);
    }

    [Theory]
    [InlineData("2", "1", "is none of them")]
    [InlineData("9", "0", "There is no runs/season/parts/9.json")]
    [InlineData("x", "0", "GLACIERBATCH_PART is 'x'")]
    public async Task A_part_that_is_not_there_or_too_short_ends_with_64(string part, string index, string sentence)
    {
        using var run = await ContainerRun.CreateAsync(moto);
        await run.SubmitAsync(run.Sample(), [ContainerRun.Task(Satellite.Landsat)]);
        await run.DivideAsync(2, [0], Parent);
        var variables = Child(run, 0, Parent);
        variables[TaskVariables.PartVariable] = part;
        variables[TaskVariables.ArrayIndexVariable] = index;
        var result = await run.RunAsync(variables);
        Assert.Equal(ExitCodes.BadTask, result.ExitCode);
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plans_plain_variables_alone_name_a_task_of_the_scripts_as_they_lie()
    {
        using var run = await ContainerRun.CreateAsync(moto);
        var workload = run.Sample();
        foreach (var file in Directory.EnumerateFiles(workload, "*", SearchOption.AllDirectories))
        {
            await run.PutAsync($"{StoreLayout.WorkloadPrefix}/{Path.GetRelativePath(workload, file)}", await File.ReadAllBytesAsync(file));
        }

        using var client = MotoServer.Client(await moto.UrlAsync());
        await client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = run.Bucket, Key = $"{StoreLayout.WorkloadPrefix}/../../../../escaped.py", ContentBody = "evil",
        });
        var variables = run.Variables(
            (TaskVariables.StoreVariable, null), (TaskVariables.RunVariable, null), (TaskVariables.IndexVariable, null),
            ("SATELLITE", "sentinel2"), ("REGION", "134_Arsuk"), ("DATE1", "2025-08-01"), ("DATE2", "2025-08-06"),
            ("S3_BUCKET", run.Bucket), ("S3_BASE_PATH", "plain/path"), (TaskVariables.JobIdVariable, $"{Parent}:7"));
        var result = await run.RunAsync(variables);
        Assert.True(result.ExitCode == ExitCodes.Done, result.Output + result.Error);
        var record = await run.ReadAsync($"runs/job-{Parent}-7/results/sentinel2-134_Arsuk-20250801-20250806.json");
        Assert.Equal((TaskOutcome.Done, TemplateChoice.Script), (record?.Outcome, record?.Provenance.Template));
        Assert.Contains(
            record!.Outputs, output => output.Key.StartsWith("plain/path/sentinel2/134_Arsuk/clipped/", StringComparison.Ordinal));
        Assert.DoesNotContain(Directory.EnumerateFiles(run.Folder, "escaped.py", SearchOption.AllDirectories), _ => true);
    }

    [Theory]
    [InlineData("SATELLITE", "spot", "SATELLITE is 'spot'")]
    [InlineData("REGION", "../x", "REGION is '../x'")]
    [InlineData("DATE1", "1.8.2025", "DATE1 is '1.8.2025'")]
    [InlineData("DATE2", "2025-07-01", "DATE2 is '2025-07-01'")]
    [InlineData("S3_BASE_PATH", "../elsewhere", "S3_BASE_PATH is")]
    [InlineData("S3_BUCKET", "Not A Bucket", "S3_BUCKET is 'Not A Bucket'")]
    [InlineData("REGION", null, "REGION is not set")]
    public async Task A_plain_variable_that_cannot_be_used_ends_with_64_and_one_sentence(string name, string? value, string sentence)
    {
        using var run = await ContainerRun.CreateAsync(moto);
        var variables = run.Variables(
            (TaskVariables.StoreVariable, null), (TaskVariables.RunVariable, null), (TaskVariables.IndexVariable, null),
            ("SATELLITE", "landsat"), ("REGION", "134_Arsuk"), ("DATE1", "2025-08-01"), ("DATE2", "2025-08-06"),
            ("S3_BUCKET", run.Bucket), (name, value));
        var result = await run.RunAsync(variables);
        Assert.Equal(ExitCodes.BadTask, result.ExitCode);
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_waits_its_turn_and_can_be_stopped_meanwhile_but_a_plain_job_starts_at_once()
    {
        using var run = await ContainerRun.CreateAsync(moto);
        await run.SubmitAsync(run.Sample(), [ContainerRun.Task(Satellite.Landsat)]);
        await run.DivideAsync(0, [0], Parent);
        var variables = Child(run, 0, Parent);
        variables[TaskVariables.JitterVariable] = $"{TaskVariables.MaxJitterSeconds}";
        await using (var waiting = run.Start(variables))
        {
            await waiting.WaitForLineAsync("so that not all tasks start at once", TestContext.Current.CancellationToken);
            waiting.Signal(HostProcess.Terminate);
            Assert.Equal(ExitCodes.Stopped, (await waiting.WaitForExitAsync(TestContext.Current.CancellationToken)).ExitCode);
        }

        variables[TaskVariables.ArrayIndexVariable] = null;
        Assert.Equal(ExitCodes.Done, (await run.RunAsync(variables)).ExitCode);
    }

    private static Dictionary<string, string?> Child(ContainerRun run, int index, string parent) => run.Variables(
        (TaskVariables.PartVariable, "0"), (TaskVariables.IndexVariable, null), (TaskVariables.ArrayIndexVariable, $"{index}"),
        (TaskVariables.JobIdVariable, $"{parent}:{index}"));
}
