using GlacierBatch.Contract.Results;
using GlacierBatch.Core.Runs.Failures;
using Xunit;

namespace GlacierBatch.Tests.Runs.Failures;

/// <summary>Failures told apart by what AWS Batch and the ECS agent really write, as seen in public reports and AWS's guides.</summary>
public sealed class FailureClassifierTests
{
    private const string Exited = "Essential container in task exited";
    private const string NotStarted = "Task failed to start";
    private const string Repository = "123456789012.dkr.ecr.us-west-2.amazonaws.com/glacier";

    /// <summary>statusReason, container reason, exit code; then what it is and whether it passes.</summary>
    public static TheoryData<string?, string?, int?, FailureCategory, bool> Wordings => new()
    {
        { "Host EC2 (instance i-0da6526579af3bd1b) terminated.", null, null, FailureCategory.SpotReclaim, true },
        { "Host EC2 (instance i-0da6526579af3bd1b) terminated.", null, 143, FailureCategory.SpotReclaim, true },
        { "Your Spot Task was interrupted.", null, 137, FailureCategory.SpotReclaim, true },
        { Exited, "OutOfMemoryError: Container killed due to memory usage", 137, FailureCategory.OutOfMemory, false },
        { Exited, "OutOfMemoryError: Container killed due to memory usage", 0, FailureCategory.OutOfMemory, false },
        { Exited, null, 137, FailureCategory.OutOfMemory, false },
        { "Job attempt duration exceeded timeout", null, 137, FailureCategory.Timeout, false },
        { "Job attempt duration exceeded timeout", null, null, FailureCategory.Timeout, false },
        { NotStarted, $"CannotPullContainerError: Error response from daemon: manifest for {Repository}:v2 not found: manifest unknown: "
            + "Requested image not found", null, FailureCategory.ImagePull, false },
        { NotStarted, "CannotPullContainerError: API error (404): repository glacier not found: does not exist or no pull access", null,
            FailureCategory.ImagePull, false },
        { "CannotPullContainerError: pull image manifest has been retried 7 time(s): image Manifest does not contain descriptor "
            + "matching platform 'linux/amd64'", null, null, FailureCategory.ImagePull, false },
        { $"CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref {Repository}@sha256:ab: not "
            + "found",
            null, null, FailureCategory.ImagePull, false },
        { NotStarted,
            $"CannotPullContainerError: Error response from daemon: pull access denied for {Repository}, repository does not exist "
            + "or may require 'docker login': denied: User: arn:aws:sts::1:assumed-role/x is not authorized to perform: ecr:BatchGetImage",
            null, FailureCategory.Permission, false },
        { NotStarted,
            $"CannotPullContainerError: Error response from daemon: Head \"https://{Repository}/manifests/1\": no basic auth credentials",
            null, FailureCategory.Permission, false },
        { NotStarted, $"CannotPullContainerError: Error response from daemon: unexpected status from HEAD request to https://{Repository}: "
            + "403 Forbidden", null, FailureCategory.Permission, false },
        { NotStarted,
            "CannotPullECRContainerError: AccessDeniedException: User: arn:aws:sts::1:assumed-role/x is not authorized to perform: "
            + "ecr:GetAuthorizationToken", null, FailureCategory.Permission, false },
        { "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve "
            + "ecr "
            + "registry auth: service call has been retried 1 time(s): AccessDeniedException: User: arn:aws:sts::1:assumed-role/x", null,
            null,
            FailureCategory.Permission, false },
        { "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve "
            + "ecr "
            + "registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post "
            + "\"https://api.ecr.us-west-2.amazonaws.com/\": dial tcp 34.223.27.162:443: i/o timeout", null, null,
            FailureCategory.Infrastructure, true },
        { NotStarted,
            "CannotPullECRContainerError: RequestError: send request failed caused by: Post \"https://api.ecr.us-west-2.amazonaws.com/\""
            + ": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)", null,
            FailureCategory.Infrastructure, true },
        { NotStarted, "CannotPullContainerError: failed to register layer: write /usr/local/bin/ripples-fast: no space left on device",
            null,
            FailureCategory.Infrastructure, true },
        { NotStarted, "CannotPullContainerError: context canceled", null, FailureCategory.Infrastructure, true },
        { "ECS was unable to assume the role 'arn:aws:iam::123456789012:role/glacier-job' that was provided for this task. Please verify "
            + "that "
            + "the role being passed has the proper trust relationship and permissions.", null, null, FailureCategory.Permission, false },
        { NotStarted, "DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s", null,
            FailureCategory.Infrastructure, true },
        { Exited, "CannotInspectContainerError: Could not transition to inspecting; timed out after waiting 30s", 0,
            FailureCategory.Infrastructure, true },
        { NotStarted,
            "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch "
            + "log stream: RequestError: send request failed", null, FailureCategory.Infrastructure, true },
        { NotStarted,
            "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch "
            + "log stream: ResourceNotFoundException: The specified log group does not exist.", null, FailureCategory.Misconfiguration,
            false },
        { NotStarted,
            "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch "
            + "log stream: AccessDeniedException: User: x is not authorized to perform: logs:CreateLogStream", null,
            FailureCategory.Permission, false },
        { NotStarted,
            "CannotStartContainerError: Error response from daemon: failed to create task: exec: \"runner\": executable file not found "
            + "in $PATH: unknown", null, FailureCategory.ImagePull, false },
        { "Timeout waiting for network interface provisioning to complete.", null, null, FailureCategory.Infrastructure, true },
        { NotStarted, null, null, FailureCategory.Infrastructure, true },
        { Exited, null, null, FailureCategory.Infrastructure, true },
        { Exited, null, 143, FailureCategory.Infrastructure, true },
        { Exited, null, 75, FailureCategory.Infrastructure, true },
        { Exited, null, 127, FailureCategory.ImagePull, false },
        { Exited, null, 66, FailureCategory.WorkloadMissing, false },
        { Exited, null, 64, FailureCategory.BadTask, false },
        { Exited, null, 124, FailureCategory.Timeout, false },
        { Exited, null, 70, FailureCategory.Script, false },
        { Exited, null, 1, FailureCategory.Script, false },
        { "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - The job resource requirement (vCPU/memory/GPU) is higher than that can be met by "
            + "the CE(s)",
            null, null, FailureCategory.Misconfiguration, false },
        { "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY - Service cannot fulfill the capacity requested for instance type [r6i.large]", null,
            null,
            FailureCategory.Infrastructure, true },
        { null, null, null, FailureCategory.Infrastructure, true },
    };

    [Theory]
    [MemberData(nameof(Wordings))]
    public void What_the_service_writes_is_told_apart(
        string? statusReason, string? containerReason, int? exitCode, FailureCategory category, bool isTransient)
    {
        var failure = FailureClassifier.Classify(
            new FailureFacts { StatusReason = statusReason, ContainerReason = containerReason, ExitCode = exitCode });

        Assert.Equal((category, isTransient), (failure.Category, failure.IsTransient));
        // The ledger keeps both reasons in one column: that must not make another failure of it.
        Assert.Equal(failure, FailureClassifier.Classify(
            new FailureFacts { StatusReason = FailureFacts.Combine(statusReason, containerReason), ExitCode = exitCode }));
    }

    [Theory]
    [InlineData(TaskOutcome.NoOutput, FailureCategory.NoOutput, false)]
    [InlineData(TaskOutcome.LostScenes, FailureCategory.LostScenes, true)]
    [InlineData(TaskOutcome.Script, FailureCategory.Script, false)]
    [InlineData(TaskOutcome.Upstream, FailureCategory.Upstream, true)]
    [InlineData(TaskOutcome.Timeout, FailureCategory.Timeout, false)]
    [InlineData(TaskOutcome.OutOfMemory, FailureCategory.OutOfMemory, false)]
    [InlineData(TaskOutcome.Stopped, FailureCategory.Stopped, false)]
    [InlineData(TaskOutcome.WorkloadMissing, FailureCategory.WorkloadMissing, false)]
    [InlineData(TaskOutcome.BadTask, FailureCategory.BadTask, false)]
    [InlineData(TaskOutcome.Infrastructure, FailureCategory.Infrastructure, true)]
    public void What_the_runner_recorded_is_told_apart(TaskOutcome outcome, FailureCategory category, bool isTransient)
    {
        var failure = FailureClassifier.Classify(
            new FailureFacts { Outcome = outcome, StatusReason = Exited, ExitCode = outcome.ToExitCode() });

        Assert.Equal((category, isTransient), (failure.Category, failure.IsTransient));
    }

    [Fact]
    public void Every_outcome_that_is_no_success_has_its_own_row()
    {
        foreach (var outcome in Enum.GetValues<TaskOutcome>().Where(outcome => !outcome.IsSuccess()))
        {
            // Exit code 70 alone would be the script's fault.
            var failure = FailureClassifier.Classify(new FailureFacts { Outcome = outcome, ExitCode = ExitCodes.ScriptFailed });
            Assert.Equal(outcome.ToString(), failure.Category.ToString());
        }
    }

    [Fact]
    public void A_403_of_the_imagery_service_is_upstream_and_one_of_the_registry_is_a_permission()
    {
        var stac = FailureClassifier.Classify(new FailureFacts
        {
            Outcome = TaskOutcome.Upstream,
            StatusReason = "pystac_client.exceptions.APIError: 403 Client Error: Forbidden for url: https://earth-search.example/v1/search",
            ExitCode = ExitCodes.Transient,
        });
        var registry = FailureClassifier.Classify(new FailureFacts
        {
            StatusReason = NotStarted,
            ContainerReason = $"CannotPullContainerError: unexpected status from HEAD request to https://{Repository}: 403 Forbidden",
        });

        Assert.Equal((FailureCategory.Upstream, true), (stac.Category, stac.IsTransient));
        Assert.Equal((FailureCategory.Permission, false), (registry.Category, registry.IsTransient));
    }

    [Fact]
    public void A_machine_taken_away_is_no_stop_though_the_runner_recorded_one()
    {
        var failure = FailureClassifier.Classify(new FailureFacts
        {
            Outcome = TaskOutcome.Stopped, StatusReason = "Host EC2 (instance i-0abc) terminated.", ExitCode = ExitCodes.Stopped,
        });

        Assert.Equal(FailureCategory.SpotReclaim, failure.Category);
    }

    [Theory]
    [InlineData("Host EC2 (instance i-0abc) terminated.")]
    [InlineData("It read: CannotPullContainerError, access denied")]
    [InlineData("too slow, timed out")]
    public void What_somebody_gave_as_the_reason_of_a_stop_makes_nothing_else_of_it(string reason)
    {
        var failure = FailureClassifier.Classify(new FailureFacts { IsStopped = true, StatusReason = reason, ExitCode = 137 });

        Assert.Equal((FailureCategory.Stopped, false), (failure.Category, failure.IsTransient));
    }

    [Fact]
    public void Batch_s_own_time_limits_are_no_stops()
    {
        Assert.Equal(FailureCategory.Timeout, FailureClassifier.Classify(
            new FailureFacts { IsStopped = true, StatusReason = "Job attempt duration exceeded timeout", ExitCode = 137 }).Category);
        Assert.Equal(FailureCategory.Misconfiguration, FailureClassifier.Classify(
            new FailureFacts { IsStopped = true, StatusReason = "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE - ..." }).Category);
    }

    [Fact]
    public void Without_a_record_the_log_speaks()
    {
        string[] throttled =
            ["2025-08-01 10:00:00,1:ERROR:Unhandled exception: APIError", "403 Client Error: Forbidden for url: https://stac"];
        string[] full = ["numpy.core._exceptions._ArrayMemoryError: Unable to allocate 1.8 GiB for an array"];
        FailureCategory Of(string[] lines) =>
            FailureClassifier.Classify(new FailureFacts { StatusReason = Exited, ExitCode = 1, LogLines = lines }).Category;

        Assert.Equal(FailureCategory.Upstream, Of(throttled));
        Assert.Equal(FailureCategory.OutOfMemory, Of(full));
        Assert.Equal(FailureCategory.Script, Of(["KeyError: 'x'"]));
    }

    [Fact]
    public void A_sigterm_on_spot_is_a_machine_taken_away()
    {
        var facts = new FailureFacts { StatusReason = Exited, ExitCode = ExitCodes.Stopped };

        Assert.Equal(FailureCategory.SpotReclaim, FailureClassifier.Classify(facts with { IsSpot = true }).Category);
        Assert.Equal(FailureCategory.Infrastructure, FailureClassifier.Classify(facts).Category);
    }

    [Fact]
    public void The_bucket_s_refusal_is_a_permission_and_its_absence_is_none()
    {
        var denied = new FailureFacts
        {
            Outcome = TaskOutcome.Infrastructure,
            StatusReason =
                "The object 'runs/a' could not be read from the bucket 'b': access is denied; the credentials in use need s3:GetObject",
        };

        Assert.Equal(FailureCategory.Permission, FailureClassifier.Classify(denied).Category);
        Assert.Equal(FailureCategory.Infrastructure, FailureClassifier.Classify(
            denied with { StatusReason = "No space left on device" }).Category);
    }

    [Fact]
    public void Advice_is_one_line_and_there_for_every_category()
    {
        var failures = Wordings.Select(row => FailureClassifier.Classify(
                new FailureFacts { StatusReason = row.Data.Item1, ContainerReason = row.Data.Item2, ExitCode = row.Data.Item3 }))
            .Concat(Enum.GetValues<TaskOutcome>().Select(outcome => FailureClassifier.Classify(new FailureFacts { Outcome = outcome })))
            .ToList();

        Assert.Equal(Enum.GetValues<FailureCategory>().ToHashSet(), failures.Select(failure => failure.Category).ToHashSet());
        Assert.All(failures, failure => Assert.Matches(@"\A[A-Z][^\n]{20,180}\.\z", failure.Advice));
    }
}
