using GlacierBatch.Contract.Results;

namespace GlacierBatch.Core.Runs.Failures;

/// <summary>
/// Tells why a job failed. An ordered table: the first row that matches decides. A service's word on how a container ended
/// comes before the runner's record, which was perhaps written while the machine was taken away, and that before bare exit codes.
/// </summary>
public static class FailureClassifier
{
    private const int KilledExitCode = 137;

    private static readonly FailureRule[] Rules =
    [
        // What Batch ends by itself is marked as stopped too, so it stands before those that somebody stopped.
        new(FailureCategory.Misconfiguration, false, facts => Starts(facts, "MISCONFIGURATION:"),
            "It could never start here: Test-GlacierBatchEnvironment names what is wrong and the fix."),
        new(FailureCategory.Infrastructure, true, facts => Starts(facts, "CAPACITY:"),
            "AWS has no such machines now: submit it again later, with -Compute OnDemand, or allow more instance types."),
        new(FailureCategory.Timeout, false, facts => Starts(facts, "Job attempt duration exceeded timeout"), Advice.Timeout),
        new(FailureCategory.Stopped, false, facts => facts.IsStopped, Advice.Stopped),

        // What became of the container.
        new(FailureCategory.SpotReclaim, true, facts => FailureTexts.SpotReclaim().IsMatch(facts.Reason), Advice.SpotReclaim),
        // A runner whose machine is taken away records that it was stopped; what somebody else gave as a reason is no service's word.
        FailureRule.Of(TaskOutcome.Stopped, FailureCategory.Stopped, Advice.Stopped),
        new(FailureCategory.OutOfMemory, false, facts => FailureTexts.OutOfMemory().IsMatch(facts.Reason), Advice.OutOfMemory),
        new(FailureCategory.Permission, false, facts => FailureTexts.RoleNotAssumed().IsMatch(facts.Reason),
            "The job's role cannot be assumed: it is gone, does not trust ecs-tasks, or is minutes old; converge with "
            + "New-GlacierBatchEnvironment, then restart."),
        new(FailureCategory.Permission, false, facts => IsPull(facts) && FailureTexts.Refused().IsMatch(facts.Reason),
            "The registry refused the image: give the instance or execution role ecr:GetAuthorizationToken, "
            + "ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on the repository."),
        new(FailureCategory.Infrastructure, true, facts => IsPull(facts) && FailureTexts.DiskFull().IsMatch(facts.Reason),
            "The machine's disk was full while the image was pulled: enlarge the launch template's volume, then restart."),
        new(FailureCategory.Infrastructure, true, facts => IsPull(facts) && FailureTexts.Network().IsMatch(facts.Reason),
            "The registry could not be reached: the subnets need a way to ECR and S3 (public address, NAT or endpoints); restart if it "
                + "was brief."),
        new(FailureCategory.ImagePull, false, IsPull,
            "The image cannot be pulled: publish it with Publish-GlacierImage for the environment's architecture, then restart."),
        new(FailureCategory.ImagePull, false, facts => FailureTexts.CannotRun().IsMatch(facts.Reason),
            "The image cannot be run here: it has another architecture or no task runner; publish it again with Publish-GlacierImage."),
        new(FailureCategory.Misconfiguration, false, facts => FailureTexts.NoLogGroup().IsMatch(facts.Reason),
            "The environment's log group is gone: converge with New-GlacierBatchEnvironment, then restart."),
        new(FailureCategory.Permission, false,
            facts => facts.Outcome is null or TaskOutcome.Infrastructure && FailureTexts.Denied().IsMatch(facts.Reason),
            "A role lacks the permission that the reason names: converge with New-GlacierBatchEnvironment, or let an administrator grant "
                + "it."),
        new(FailureCategory.Infrastructure, true, facts => facts.Outcome is null && FailureTexts.DidNotStart().IsMatch(facts.Reason),
            "AWS could not start or watch the container: restart it; if it comes again, look at the machine's disk and network."),

        // The runner's record, made from exit code, files and the scripts' logs.
        FailureRule.Of(TaskOutcome.Upstream, FailureCategory.Upstream, Advice.Upstream),
        FailureRule.Of(TaskOutcome.LostScenes, FailureCategory.LostScenes,
            "The missing scenes may come in another try: Restart-GlacierJob; Test-GlacierOutput names them."),
        FailureRule.Of(TaskOutcome.NoOutput, FailureCategory.NoOutput,
            "No scene covers enough of the region, or the script dropped them all: read Get-GlacierJobLog, and try a wider window."),
        FailureRule.Of(TaskOutcome.OutOfMemory, FailureCategory.OutOfMemory, Advice.OutOfMemory),
        FailureRule.Of(TaskOutcome.Timeout, FailureCategory.Timeout, Advice.Timeout),
        FailureRule.Of(TaskOutcome.WorkloadMissing, FailureCategory.WorkloadMissing, Advice.WorkloadMissing),
        FailureRule.Of(TaskOutcome.BadTask, FailureCategory.BadTask, Advice.BadTask),
        FailureRule.Of(TaskOutcome.Infrastructure, FailureCategory.Infrastructure, Advice.Infrastructure),
        FailureRule.Of(TaskOutcome.Script, FailureCategory.Script, Advice.Script),

        // No record: the log's last lines, then the exit code.
        new(FailureCategory.OutOfMemory, false, facts => facts.ReadLog()?.OutOfMemory == true, Advice.OutOfMemory),
        new(FailureCategory.Upstream, true, facts => facts.ReadLog()?.Upstream is not null, Advice.Upstream),
        new(FailureCategory.SpotReclaim, true, facts => facts is { IsSpot: true, ExitCode: ExitCodes.Stopped }, Advice.SpotReclaim),
        new(FailureCategory.OutOfMemory, false, facts => facts.ExitCode == KilledExitCode, Advice.OutOfMemory),
        new(FailureCategory.Timeout, false, facts => facts.ExitCode == ExitCodes.TimedOut, Advice.Timeout),
        new(FailureCategory.WorkloadMissing, false, facts => facts.ExitCode == ExitCodes.WorkloadMissing, Advice.WorkloadMissing),
        new(FailureCategory.BadTask, false, facts => facts.ExitCode == ExitCodes.BadTask, Advice.BadTask),
        new(FailureCategory.ImagePull, false, facts => facts.ExitCode is 126 or 127,
            "The image holds no task runner that can be run: publish it again with Publish-GlacierImage."),
        new(FailureCategory.Infrastructure, true, facts => facts.ExitCode is null or 0 or ExitCodes.Transient or ExitCodes.Stopped,
            Advice.Infrastructure),
        new(FailureCategory.Script, false, _ => true, Advice.Script),
    ];

    /// <summary>Why a job failed, and what to do.</summary>
    public static Failure Classify(FailureFacts facts)
    {
        var rule = Rules.First(rule => rule.Matches(facts));
        return new Failure(rule.Category, rule.IsTransient, rule.Advice);
    }

    private static bool Starts(FailureFacts facts, string text) =>
        facts.StatusReason?.StartsWith(text, StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsPull(FailureFacts facts) => FailureTexts.Pull().IsMatch(facts.Reason);

    private static class Advice
    {
        public const string SpotReclaim =
            "AWS took the Spot machine back: Restart-GlacierJob, with -Compute OnDemand where it happens often.";

        public const string OutOfMemory =
            "Give it more memory: Restart-GlacierJob takes the next size class, or name -MemoryMiB.";

        public const string Timeout =
            "Give it more time with -TimeoutSeconds, or a shorter window with -SplitBy Month.";

        public const string Upstream =
            "The imagery's servers refused or failed for a while: Restart-GlacierJob in some minutes, with a lower -MaxvCpu if many fail.";

        public const string WorkloadMissing = "Publish the scripts with Publish-GlacierWorkload, then submit it again.";

        public const string BadTask = "Correct the region, the satellite or the dates, and submit it again.";

        public const string Infrastructure =
            "The machine, its disk or the store failed: Restart-GlacierJob; if it comes again, run Test-GlacierBatchEnvironment.";

        public const string Script = "Read Get-GlacierJobLog: the script itself failed, and will again with the same input.";

        public const string Stopped = "Restart-GlacierJob submits it again.";
    }
}
