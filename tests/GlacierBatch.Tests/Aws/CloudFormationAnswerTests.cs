using GlacierBatch.Core.Aws.CloudFormation;
using Xunit;

namespace GlacierBatch.Tests.Aws;

/// <summary>Answers of CloudFormation that moto never gives, of the shape in AWS's API reference.</summary>
public sealed class CloudFormationAnswerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_set_tells_resource_by_resource_what_is_replaced_and_why()
    {
        await using var server = Answering(
            "DescribeChangeSet",
            """
            <ChangeSetName>c-1</ChangeSetName><StackName>a</StackName><Status>CREATE_COMPLETE</Status>
            <Changes><member><Type>Resource</Type><ResourceChange><Replacement>True</Replacement><Scope><member>Properties</member></Scope>
            <Details><member><ChangeSource>DirectModification</ChangeSource><Target><RequiresRecreation>Always</RequiresRecreation>
            <Attribute>Properties</Attribute><Name>ComputeResources</Name></Target><Evaluation>Static</Evaluation></member></Details>
            <LogicalResourceId>Spot</LogicalResourceId><Action>Modify</Action><PhysicalResourceId>p</PhysicalResourceId>
            <ResourceType>AWS::Batch::ComputeEnvironment</ResourceType></ResourceChange></member></Changes>
            """);
        using var client = new CloudFormationClient(TestConnections.To(server.Endpoint));

        var changes = await client.DescribeAllChangesAsync(
            new DescribeChangeSetRequest { ChangeSetName = "c-1", StackName = "a" }, Cancel).ToListAsync(Cancel);

        var change = Assert.Single(changes).ResourceChange;
        Assert.Equal(("Modify", "Spot", "True"), (change?.Action, change?.LogicalResourceId, change?.Replacement));
        Assert.Equal(["Properties"], change?.Scope);
        Assert.Equal(
            new ResourceChangeDetail
                { Attribute = "Properties", Name = "ComputeResources", RequiresRecreation = "Always", ChangeSource = "DirectModification" },
            Assert.Single(change?.Details ?? []));
    }

    [Fact]
    public async Task A_change_set_without_changes_keeps_its_reason()
    {
        await using var server = Answering(
            "DescribeChangeSet",
            "<Status>FAILED</Status><StatusReason>The submitted information didn't contain changes.</StatusReason><Changes/>");
        using var client = new CloudFormationClient(TestConnections.To(server.Endpoint));

        var answer = await client.DescribeChangeSetAsync(new DescribeChangeSetRequest { ChangeSetName = "c-1" }, Cancel);

        Assert.Equal("FAILED", answer.Status);
        Assert.StartsWith("The submitted information", answer.StatusReason);
        Assert.Empty(answer.Changes);
    }

    [Fact]
    public async Task Rolling_back_goes_on_where_it_is_asked_for()
    {
        await using var server = Answering("ContinueUpdateRollback", "");
        using var client = new CloudFormationClient(TestConnections.To(server.Endpoint));

        await client.ContinueUpdateRollbackAsync(
            new ContinueUpdateRollbackRequest { StackName = "a", ResourcesToSkip = ["Queue", "Spot"] }, Cancel);

        Assert.EndsWith(
            "StackName=a&ResourcesToSkip.member.1=Queue&ResourcesToSkip.member.2=Spot", Assert.Single(server.Seen).Body);
    }

    private static ScriptedServer Answering(string operation, string result) => ScriptedServer.Of(new Reply(
        ReplyKind.Whole, 200,
        $"""
        <{operation}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><{operation}Result>{result}</{operation}Result>
        <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></{operation}Response>
        """,
        []));
}
