using System.Xml.Linq;
using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws.CloudFormation;

/// <summary>How CloudFormation's answers are read, one method an operation.</summary>
internal static class CloudFormationXml
{
    public static CreateStackResponse CreateStack(XElement result) => new(result.Text("StackId"));

    public static DeleteStackResponse DeleteStack(XElement result) => new();

    public static ContinueUpdateRollbackResponse ContinueUpdateRollback(XElement result) => new();

    public static DescribeStacksResponse DescribeStacks(XElement result) =>
        new(result.Members("Stacks", Stack), result.Text("NextToken"));

    public static DescribeStackEventsResponse DescribeStackEvents(XElement result) =>
        new(result.Members("StackEvents", StackEvent), result.Text("NextToken"));

    public static DescribeStackResourcesResponse DescribeStackResources(XElement result) =>
        // A server of the tests lists what a condition left out, without a name.
        new([.. result.Members("StackResources", member => member).Where(member => member.Child("LogicalResourceId") is not null)
            .Select(StackResource)]);

    public static CreateChangeSetResponse CreateChangeSet(XElement result) => new(result.Text("Id"), result.Text("StackId"));

    public static DescribeChangeSetResponse DescribeChangeSet(XElement result) => new()
    {
        ChangeSetName = result.Text("ChangeSetName"),
        ChangeSetId = result.Text("ChangeSetId"),
        StackName = result.Text("StackName"),
        StackId = result.Text("StackId"),
        Status = result.Text("Status"),
        StatusReason = result.Text("StatusReason"),
        ExecutionStatus = result.Text("ExecutionStatus"),
        Changes = result.Members("Changes", change => new Change(
            change.Text("Type"), change.Child("ResourceChange") is { } resource ? ResourceChange(resource) : null)),
        NextToken = result.Text("NextToken"),
    };

    public static ExecuteChangeSetResponse ExecuteChangeSet(XElement result) => new();

    public static DeleteChangeSetResponse DeleteChangeSet(XElement result) => new();

    public static GetTemplateResponse GetTemplate(XElement result) => new(result.Text("TemplateBody"));

    private static Stack Stack(XElement stack) => new()
    {
        StackName = stack.Required("StackName"),
        StackStatus = stack.Required("StackStatus"),
        StackId = stack.Text("StackId"),
        StackStatusReason = stack.Text("StackStatusReason"),
        Description = stack.Text("Description"),
        CreationTime = stack.Time("CreationTime"),
        LastUpdatedTime = stack.Time("LastUpdatedTime"),
        DeletionTime = stack.Time("DeletionTime"),
        EnableTerminationProtection = stack.Flag("EnableTerminationProtection"),
        Parameters = stack.Members("Parameters", parameter => new Parameter
        {
            ParameterKey = parameter.Required("ParameterKey"),
            ParameterValue = parameter.Text("ParameterValue"),
        }),
        Outputs = stack.Members("Outputs", output => new Output(
            output.Required("OutputKey"), output.Text("OutputValue"), output.Text("Description"))),
        Tags = stack.Members("Tags", tag => new Tag(tag.Required("Key"), tag.Text("Value") ?? "")),
    };

    private static StackEvent StackEvent(XElement happened) => new()
    {
        EventId = happened.Required("EventId"),
        StackName = happened.Required("StackName"),
        Timestamp = happened.Time("Timestamp") ?? throw new System.Xml.XmlException("An event has no <Timestamp>."),
        StackId = happened.Text("StackId"),
        LogicalResourceId = happened.Text("LogicalResourceId"),
        PhysicalResourceId = happened.Text("PhysicalResourceId"),
        ResourceType = happened.Text("ResourceType"),
        ResourceStatus = happened.Text("ResourceStatus"),
        ResourceStatusReason = happened.Text("ResourceStatusReason"),
        ClientRequestToken = happened.Text("ClientRequestToken"),
    };

    private static StackResource StackResource(XElement resource) => new()
    {
        LogicalResourceId = resource.Required("LogicalResourceId"),
        ResourceType = resource.Required("ResourceType"),
        ResourceStatus = resource.Required("ResourceStatus"),
        PhysicalResourceId = resource.Text("PhysicalResourceId"),
        ResourceStatusReason = resource.Text("ResourceStatusReason"),
        Timestamp = resource.Time("Timestamp"),
    };

    private static ResourceChange ResourceChange(XElement change) => new()
    {
        Action = change.Text("Action"),
        LogicalResourceId = change.Text("LogicalResourceId"),
        PhysicalResourceId = change.Text("PhysicalResourceId"),
        ResourceType = change.Text("ResourceType"),
        Replacement = change.Text("Replacement"),
        Scope = change.Members("Scope", member => member.Value),
        Details = change.Members("Details", detail => new ResourceChangeDetail
        {
            Attribute = detail.Child("Target")?.Text("Attribute"),
            Name = detail.Child("Target")?.Text("Name"),
            RequiresRecreation = detail.Child("Target")?.Text("RequiresRecreation"),
            ChangeSource = detail.Text("ChangeSource"),
        }),
    };
}
