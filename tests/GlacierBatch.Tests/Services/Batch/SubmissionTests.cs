using GlacierBatch.Core;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Tests.Aws;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>What AWS Batch is told of a run.</summary>
public sealed class SubmissionTests(MotoServer moto)
{
    [Fact]
    public async Task Tasks_of_one_size_are_one_array_and_its_id_is_in_the_bucket()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync();

        var jobs = await CloudHome.SubmitAsync(client, regions: 3);

        var array = Assert.Single(home.World.Jobs);
        Assert.Equal((3, CloudHome.SpotQueue), (array.Size, array.Queue));
        Assert.Equal("first", array.Variable("GLACIERBATCH_RUN"));
        Assert.Equal("0", array.Variable("GLACIERBATCH_PART"));
        Assert.Equal("30", array.Variable("GLACIERBATCH_JITTER_SECONDS"));
        Assert.Equal(home.Proxy.Url.AbsoluteUri, array.Variable("AWS_ENDPOINT_URL"));
        Assert.Equal(3600 + 300, (int)array.Request["timeout"]!["attemptDurationSeconds"]!);
        var part = Assert.Single(await home.PartsAsync());
        Assert.Equal((array.Id, array.Name), (part.JobId, part.JobName));
        Assert.All(jobs, job => Assert.Equal(JobStatus.PENDING, job.Status));
        Assert.Equal(3, jobs.Count);
    }

    [Fact]
    public async Task The_definition_says_image_roles_log_group_scratch_and_which_ends_are_tried_again()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync();

        await CloudHome.SubmitAsync(client);

        var (arn, definition) = Assert.Single(home.World.Definitions);
        Assert.Contains("job-definition/glacierbatch-greenland-", arn, StringComparison.Ordinal);
        var container = definition["containerProperties"]!;
        Assert.Equal(CloudHome.Record.Image, (string)container["image"]!);
        Assert.Equal(CloudHome.Record.JobRoleArn, (string)container["jobRoleArn"]!);
        Assert.Equal(CloudHome.Record.LogGroup, (string)container["logConfiguration"]!["options"]!["awslogs-group"]!);
        Assert.Equal("/scratch", (string)container["mountPoints"]![0]!["containerPath"]!);
        Assert.Contains(container["environment"]!.AsArray(), entry => (string)entry!["value"]! == home.Bucket);
        var rules = definition["retryStrategy"]!["evaluateOnExit"]!.AsArray();
        Assert.Equal(5, rules.Count);
        Assert.Equal("Host EC2*", (string)rules[0]!["onStatusReason"]!);
        Assert.Equal(("EXIT", "*"), ((string)rules[4]!["action"]!, (string)rules[4]!["onReason"]!));
        var plain = Assert.Single(home.World.Jobs);
        Assert.Equal((1, null), (plain.Size, plain.Request["arrayProperties"]));
        Assert.Equal("3840", (string)Requirement(plain, "MEMORY")!);
    }

    [Theory]
    [InlineData(PurchaseOption.Spot)]
    [InlineData(PurchaseOption.Fargate)]
    public async Task What_is_registered_and_submitted_is_as_the_model_of_batch_says(PurchaseOption option)
    {
        var model = ServiceModel.Load("batch");
        var validator = new RequestValidator(model);
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync();

        await CloudHome.SubmitAsync(client, regions: 4, change: request => request with { Compute = option });

        var errors = new List<string>();
        foreach (var job in home.World.Jobs) validator.Check(job.Request, InputOf(model, "SubmitJob"), "", errors);
        validator.Check(Assert.Single(home.World.Definitions).Value, InputOf(model, "RegisterJobDefinition"), "", errors);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Each_size_class_is_an_array_of_its_own()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync();

        await CloudHome.SubmitAsync(client, regions: 4, days: 2);

        Assert.Equal([6, 2], home.World.Jobs.OrderByDescending(job => job.Size).Select(job => job.Size));
        Assert.Equal(["3840", "5760"], home.World.Jobs.Select(job => Requirement(job, "MEMORY")).Order());
        Assert.Single(home.World.Definitions);
    }

    [Fact]
    public async Task Eleven_thousand_tasks_are_two_arrays_of_which_none_has_more_than_batch_takes()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync();

        var jobs = await CloudHome.SubmitAsync(client, regions: 1, days: 11_000, change: Landsat);

        Assert.Equal([10_000, 1000], home.World.Jobs.Select(job => job.Size).OrderDescending());
        Assert.Equal(11_000, jobs.Count);
        var positions = (await home.PartsAsync()).SelectMany(part => part.Positions).Order();
        Assert.Equal(Enumerable.Range(0, 11_000), positions);
    }

    [Fact]
    public async Task A_definition_that_says_the_same_is_used_again_here_and_on_another_machine()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync();
        await CloudHome.SubmitAsync(client, run: "first");
        var before = home.Proxy.Requests.Count;
        await CloudHome.SubmitAsync(client, run: "second");
        Assert.DoesNotContain(home.Proxy.Requests.Skip(before), request => request.Target.Contains("definition", StringComparison.Ordinal));

        await using var other = await home.OpenKnownAsync();
        await CloudHome.SubmitAsync(other, run: "third");

        Assert.Single(home.World.Definitions);
        Assert.Single(home.World.Jobs.Select(job => job.Definition).Distinct());
    }

    [Fact]
    public async Task A_definition_that_is_gone_is_registered_again()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync();
        await CloudHome.SubmitAsync(client, run: "first");
        home.World.ForgetDefinitions();

        await CloudHome.SubmitAsync(client, run: "second");

        Assert.Equal(2, home.World.Jobs.Count);
        Assert.Single(home.World.Definitions);
    }

    [Fact]
    public async Task A_disabled_queue_is_told_and_the_same_command_goes_on_once_it_is_mended()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        home.World.DisabledQueues.Add(CloudHome.SpotQueue);

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => CloudHome.SubmitAsync(client, regions: 3));
        Assert.Contains("not in ENABLED state", fault.Message, StringComparison.Ordinal);
        Assert.Contains("-RunName first", fault.Recommendation, StringComparison.Ordinal);
        Assert.Empty(home.World.Jobs);

        home.World.DisabledQueues.Clear();
        Assert.Equal(3, (await CloudHome.SubmitAsync(client, regions: 3)).Count);
        Assert.Single(home.World.Jobs);
    }

    [Fact]
    public async Task The_purchase_option_chooses_the_queue()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync();

        await CloudHome.SubmitAsync(client, change: request => request with { Compute = PurchaseOption.OnDemand });

        Assert.Equal(CloudHome.OnDemandQueue, Assert.Single(home.World.Jobs).Queue);
        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => CloudHome.SubmitAsync(
            client, run: "second", change: request => request with { Compute = PurchaseOption.FargateSpot }));
        Assert.Equal("ComputeNotThere", fault.ErrorId);
    }

    [Theory]
    [InlineData(1, 4096, null)]
    [InlineData(0.5, 3072, null)]
    [InlineData(1, 9216, "-VCpu 2 -MemoryMiB 9216")]
    [InlineData(3, 8192, "-VCpu 4 -MemoryMiB 8192")]
    [InlineData(8, 17000, "-VCpu 8 -MemoryMiB 20480")]
    public async Task Fargate_takes_the_pairs_that_it_has_and_else_the_nearest_is_named(double vcpu, int memoryMiB, string? nearest)
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync();
        RunRequest Fargate(RunRequest request) =>
            request with { Compute = PurchaseOption.Fargate, Overrides = new RunOverrides(vcpu, memoryMiB) };

        if (nearest is not null)
        {
            var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => CloudHome.SubmitAsync(client, change: Fargate));
            Assert.Equal("FargateSizeUnknown", fault.ErrorId);
            Assert.Contains(nearest, fault.Recommendation, StringComparison.Ordinal);
            Assert.Empty(home.World.Jobs);
            return;
        }

        await CloudHome.SubmitAsync(client, change: Fargate);
        Assert.Equal(CloudHome.FargateQueue, Assert.Single(home.World.Jobs).Queue);
        var definition = Assert.Single(home.World.Definitions).Value;
        Assert.Equal("FARGATE", (string)definition["platformCapabilities"]![0]!);
        Assert.Equal(100, (int)definition["containerProperties"]!["ephemeralStorage"]!["sizeInGiB"]!);
        Assert.Equal("DISABLED", (string)definition["containerProperties"]!["networkConfiguration"]!["assignPublicIp"]!);
    }

    [Fact]
    public async Task With_a_definition_of_others_each_task_is_a_job_that_reads_its_variables()
    {
        var record = CloudHome.Record with
        {
            StackName = null, JobDefinition = "glacier-job:4", Image = null,
            Queues = new Dictionary<PurchaseOption, string> { [PurchaseOption.Spot] = "glacier-queue" },
        };
        await using var home = await CloudHome.CreateAsync(moto, record);
        await using var client = await home.OpenKnownAsync();

        await CloudHome.SubmitAsync(client, regions: 3);

        Assert.Equal(3, home.World.Jobs.Count);
        Assert.Empty(home.World.Definitions);
        Assert.All(home.World.Jobs, job => Assert.Equal(("glacier-queue", "glacier-job:4", 1), (job.Queue, job.Definition, job.Size)));
        var arsuk = home.World.Jobs.Single(job => job.Variable("REGION") == "134_Arsuk");
        Assert.Equal(("sentinel2", "2025-08-01", "2025-08-01", "1_download_merge_and_clip"),
            (arsuk.Variable("SATELLITE"), arsuk.Variable("DATE1"), arsuk.Variable("DATE2"), arsuk.Variable("S3_BASE_PATH")));
        Assert.Equal(new Uri(home.Bucket).Host, arsuk.Variable("S3_BUCKET"));
        Assert.Equal(home.Proxy.Url.AbsoluteUri, arsuk.Variable("AWS_ENDPOINT_URL"));
    }

    [Fact]
    public async Task A_run_name_that_is_used_up_is_refused()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync();
        await CloudHome.SubmitAsync(client);

        var same = await Assert.ThrowsAsync<GlacierBatchException>(() => CloudHome.SubmitAsync(client));
        var other = await Assert.ThrowsAsync<GlacierBatchException>(() => CloudHome.SubmitAsync(client, regions: 2));

        Assert.Equal(("RunExists", "RunExists"), (same.ErrorId, other.ErrorId));
        Assert.Single(home.World.Jobs);
    }

    [Fact]
    public async Task A_plan_says_job_queue_definition_and_environment_and_asks_aws_for_nothing()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync();
        await client.Environments.GetCatalogAsync(await client.Environments.GetAsync(null, default), default);
        var before = home.Proxy.Requests.Count;

        var plan = await CloudHome.PlanAsync(client, regions: 3);
        var lines = client.Runs.Describe(plan);

        Assert.NotNull(lines);
        Assert.Equal(3, lines.Count);
        Assert.All(lines, line =>
            Assert.Matches("job first-0-[0-9a-f]{8}:[012], queue .*spot, definition glacierbatch-greenland-.*RUN=first", line));
        Assert.All(home.Proxy.Requests.Skip(before), request => Assert.Equal("GET", request.Method));
        Assert.Empty(home.World.Jobs);
    }

    [Fact]
    public async Task The_next_hundred_and_ninety_two_tasks_of_a_session_cost_eight_calls_at_most()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync();
        await CloudHome.SubmitAsync(client, run: "before");
        var before = home.Proxy.Requests.Count;

        await CloudHome.SubmitAsync(client, regions: 4, days: 48);

        var calls = home.Proxy.Requests.Skip(before).Select(request => $"{request.Method} {request.Target}").ToList();
        Assert.True(calls.Count <= 8, string.Join('\n', calls));
        Assert.Equal(192, home.World.Jobs.Skip(1).Sum(job => job.Size));
    }

    [Fact]
    public async Task A_task_without_memory_enough_is_restarted_in_the_next_class()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        await CloudHome.SubmitAsync(client);
        home.World.Change(() => new TaskWorker(home.World, home.Store()).End(
            home.World.Jobs[0].Children[0], 137, "OutOfMemoryError: Container killed due to memory usage"));
        var failed = Assert.Single(await CloudHome.JobsAsync(client));
        Assert.Equal((JobStatus.FAILED, 137), (failed.Status, failed.ExitCode));

        var plan = Assert.Single(await client.Runs.PlanAgainAsync([failed], new RunOverrides(), default));

        Assert.Equal(6144, Assert.Single(plan.Manifest.Tasks).MemoryMiB);
        Assert.Equal("Spot", plan.Manifest.Compute);
    }

    private static string InputOf(ServiceModel model, string operation) => (string)model.Operation(operation)["input"]!["shape"]!;

    private static RunRequest Landsat(RunRequest request) => request with
    {
        Satellites = [Contract.Tasks.Satellite.Landsat],
        Window = new Contract.Tasks.DateWindow(new DateOnly(1985, 1, 1), new DateOnly(1985, 1, 1).AddDays(10_999)),
    };

    private static string? Requirement(WorldJob job, string type) => job.Request["containerOverrides"]!["resourceRequirements"]!.AsArray()
        .Select(entry => entry!.AsObject()).Where(entry => (string)entry["type"]! == type).Select(entry => (string)entry["value"]!)
            .Single();
}
