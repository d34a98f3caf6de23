using GlacierBatch.Core;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Provisioning;

/// <summary>Every state that a stack can be found in, as AWS words them.</summary>
public sealed class StackStateTests : IAsyncLifetime
{
    private const string NoChanges =
        "<Status>FAILED</Status><StatusReason>The submitted information didn't contain changes.</StatusReason>";

    private const string OneChange =
        """
        <Status>CREATE_COMPLETE</Status><Changes><member><Type>Resource</Type><ResourceChange><Action>Modify</Action>
        <LogicalResourceId>LogGroup</LogicalResourceId><ResourceType>AWS::Logs::LogGroup</ResourceType><Replacement>False</Replacement>
        </ResourceChange></member></Changes>
        """;

    private readonly StackScript _script = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _script.DisposeAsync();

    [Theory]
    [InlineData("ROLLBACK_COMPLETE")]
    [InlineData("ROLLBACK_FAILED")]
    [InlineData("REVIEW_IN_PROGRESS")]
    [InlineData("CREATE_FAILED")]
    public async Task What_can_only_be_deleted_is_made_anew(string status)
    {
        _script.Is(status, null, null, "CREATE_IN_PROGRESS", "CREATE_COMPLETE").On("DeleteStack").On("CreateStack",
            $"<StackId>{StackScript.Id}</StackId>");

        var stack = await _script.DeployAsync();

        Assert.Equal(["DeleteStack", "CreateStack"], _script.Done);
        Assert.Equal("CREATE_COMPLETE", stack.StackStatus);
    }

    [Theory]
    [InlineData("CREATE_IN_PROGRESS", "CREATE_COMPLETE")]
    [InlineData("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE")]
    [InlineData("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE")]
    [InlineData("UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE")]
    public async Task What_is_under_way_is_followed_and_then_brought_to_what_is_asked(string during, string end)
    {
        _script.Is(during, during, during, end).On("CreateChangeSet").On("DescribeChangeSet", NoChanges).On("DeleteChangeSet");

        await _script.DeployAsync();

        // No changes are a success, and their change set is not left behind.
        Assert.Equal(["CreateChangeSet", "DeleteChangeSet"], _script.Done);
    }

    [Fact]
    public async Task A_stack_that_is_being_deleted_is_waited_for_and_made()
    {
        _script.Is("DELETE_IN_PROGRESS", "DELETE_IN_PROGRESS", null, null, "CREATE_COMPLETE").On("CreateStack",
            $"<StackId>{StackScript.Id}</StackId>");

        await _script.DeployAsync();

        Assert.Equal(["CreateStack"], _script.Done);
    }

    [Fact]
    public async Task A_stuck_roll_back_is_gone_on_with_and_then_without_what_keeps_failing()
    {
        _script.Is("UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_COMPLETE")
            .Events(
                _script.Event("SpotEnvironment", "AWS::Batch::ComputeEnvironment", "UPDATE_FAILED", "Internal failure"),
                _script.StackEvent("UPDATE_IN_PROGRESS"))
            .On("ContinueUpdateRollback").On("CreateChangeSet").On("DescribeChangeSet", NoChanges).On("DeleteChangeSet");

        await _script.DeployAsync();

        Assert.Equal(["ContinueUpdateRollback", "ContinueUpdateRollback", "CreateChangeSet", "DeleteChangeSet"], _script.Done);
        var tries = _script.Seen.Where(seen => seen.Body.Contains("Action=ContinueUpdateRollback", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain("ResourcesToSkip", tries[0].Body);
        Assert.Contains("ResourcesToSkip.member.1=SpotEnvironment", tries[1].Body);
    }

    [Fact]
    public async Task A_failure_names_the_first_resource_that_failed_the_reason_and_the_fix()
    {
        _script.Is(null, "ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE").On("CreateStack", $"<StackId>{StackScript.Id}</StackId>").Events(
            _script.Event("LogGroup", "AWS::Logs::LogGroup", "CREATE_FAILED", "Resource creation cancelled"),
            _script.Event("JobRole", "AWS::IAM::Role", "CREATE_FAILED",
                "User: arn:aws:iam::1:user/u is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::1:role/s-JobRole"),
            _script.StackEvent("CREATE_IN_PROGRESS"));

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => _script.DeployAsync());

        Assert.Equal(("StackFailed", ErrorKind.PermissionDenied, "JobRole"), (fault.ErrorId, fault.Kind, fault.Target));
        Assert.Contains("JobRole (AWS::IAM::Role) failed", fault.Message);
        Assert.Contains("iam:CreateRole on resource: arn:aws:iam::1:role/s-JobRole", fault.Message);
        Assert.Contains("rolled back", fault.Message);
        Assert.Contains("Export-GlacierTemplate", fault.Recommendation);
    }

    [Fact]
    public async Task A_role_that_is_not_known_everywhere_yet_is_waited_for_and_not_reported()
    {
        _script.Is(null, "ROLLBACK_COMPLETE", "ROLLBACK_COMPLETE", null, null, "CREATE_COMPLETE")
            .On("CreateStack", $"<StackId>{StackScript.Id}</StackId>").On("DeleteStack").Events(
                _script.Event("SpotEnvironment", "AWS::Batch::ComputeEnvironment", "CREATE_FAILED",
                    "Operation failed, ComputeEnvironment went INVALID with error: CLIENT_ERROR - Invalid IAM Instance Profile name"),
                _script.StackEvent("CREATE_IN_PROGRESS"));

        await _script.DeployAsync();

        Assert.Equal(["CreateStack", "DeleteStack", "CreateStack"], _script.Done);
        Assert.Contains(_script.Told, text => text.Contains("not known everywhere yet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_update_says_that_all_is_as_it_was()
    {
        _script.Is("CREATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE").On("CreateChangeSet").On("DescribeChangeSet",
            OneChange).On("ExecuteChangeSet")
            .Events(_script.StackEvent("CREATE_COMPLETE")).Events(
                _script.Event("LogGroup", "AWS::Logs::LogGroup", "UPDATE_FAILED", "Rate exceeded"),
                    _script.StackEvent("UPDATE_IN_PROGRESS"));

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => _script.DeployAsync());

        Assert.Contains("LogGroup (AWS::Logs::LogGroup) failed, and AWS said: Rate exceeded", fault.Message);
        Assert.Contains("The update was rolled back; the environment is as it was.", fault.Message);
    }

    [Fact]
    public async Task A_change_that_is_not_allowed_is_not_made_and_its_change_set_is_deleted()
    {
        _script.Is("CREATE_COMPLETE").On("CreateChangeSet").On("DescribeChangeSet", OneChange).On("DeleteChangeSet");

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _script.DeployAsync((_, _, _) => throw new InvalidOperationException("no")));

        Assert.Equal(["CreateChangeSet", "DeleteChangeSet"], _script.Done);
    }

    [Fact]
    public async Task Each_event_is_told_once_and_in_order()
    {
        var old = _script.StackEvent("CREATE_COMPLETE");
        var began = _script.StackEvent("UPDATE_IN_PROGRESS");
        var half = _script.Event("LogGroup", "AWS::Logs::LogGroup", "UPDATE_COMPLETE");
        var ended = _script.StackEvent("UPDATE_COMPLETE");
        _script.Is("CREATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE")
            .On("CreateChangeSet").On("DescribeChangeSet", OneChange).On("ExecuteChangeSet")
            .Events(old).Events(began, old).Events(half, began, old).Events(ended, half, began, old);

        await _script.DeployAsync();

        Assert.Equal(
            [("s", "UPDATE_IN_PROGRESS"), ("LogGroup", "UPDATE_COMPLETE"), ("s", "UPDATE_COMPLETE")],
            _script.Steps.Select(step => (step.Resource, step.Status)));
        Assert.Equal(1, _script.Steps[^1].Done);
    }

    [Fact]
    public async Task A_deletion_that_fails_once_takes_down_what_was_in_the_way_and_is_tried_again()
    {
        const string Queue = "arn:aws:batch:us-west-2:123456789012:job-queue/q";
        const string Place = "arn:aws:batch:us-west-2:123456789012:compute-environment/c";
        _script.Is("DELETE_FAILED", null).On("DeleteStack").Events(
                _script.Event("SpotEnvironment", "AWS::Batch::ComputeEnvironment", "DELETE_FAILED",
                    "Cannot delete, found existing JobQueue relationship"),
                _script.StackEvent("DELETE_IN_PROGRESS"))
            .Batch("describejobqueues", Queues("ENABLED", "VALID")).Batch("describejobqueues", Queues("DISABLED", "UPDATING"))
            .Batch("describejobqueues", Queues("DISABLED", "VALID")).Batch("describejobqueues", Queues("DISABLED", "DELETING"))
            .Batch("describejobqueues", """{"jobQueues":[]}""").Batch("updatejobqueue", "{}").Batch("deletejobqueue", "{}")
            .Batch("describecomputeenvironments", Places("ENABLED", "VALID")).Batch("describecomputeenvironments", Places("DISABLED",
                "VALID"))
            .Batch("describecomputeenvironments", Places("DISABLED", "VALID")).Batch("describecomputeenvironments", Places("DISABLED",
                "VALID"))
            .Batch("describecomputeenvironments", """{"computeEnvironments":[]}""")
            .Batch("updatecomputeenvironment", "{}")
            .Batch("deletecomputeenvironment", """{"message":"Cannot delete, found existing JobQueue relationship"}""", 400)
            .Batch("deletecomputeenvironment", "{}");

        await _script.RemoveAsync(new Dictionary<string, string> { ["SpotQueue"] = Queue, ["SpotEnvironment"] = Place });

        Assert.Equal(
            [
                "DeleteStack", "updatejobqueue", "deletejobqueue", "updatecomputeenvironment", "deletecomputeenvironment",
                "deletecomputeenvironment", "DeleteStack",
            ],
            _script.Done);
        Assert.Contains(_script.Told, text => text.Contains("SpotEnvironment", StringComparison.Ordinal)
            && text.Contains("found existing JobQueue relationship", StringComparison.Ordinal));

        string Queues(string state, string status) =>
            $$"""{"jobQueues":[{"jobQueueName":"q","jobQueueArn":"{{Queue}}","state":"{{state}}","status":"{{status}}"}]}""";
        string Places(string state, string status) =>
            $$"""
            {"computeEnvironments":[{"computeEnvironmentName":"c",
            "computeEnvironmentArn":"{{Place}}","state":"{{state}}","status":"{{status}}"}]}
            """;
    }

    [Fact]
    public async Task A_deletion_that_keeps_failing_names_the_resource_and_why()
    {
        _script.Is("DELETE_FAILED").On("DeleteStack").Events(
            _script.Event("Repository", "AWS::ECR::Repository", "DELETE_FAILED", "The repository cannot be deleted"),
            _script.StackEvent("DELETE_IN_PROGRESS"));

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => _script.RemoveAsync(new Dictionary<string, string>()));

        Assert.Contains("Repository (AWS::ECR::Repository) failed, and AWS said: The repository cannot be deleted", fault.Message);
    }
}
