namespace GlacierBatch.Core.Aws.CloudFormation;

/// <summary>Asks for a stack's template.</summary>
internal sealed record GetTemplateRequest
{
    public string? StackName { get; init; }

    public string? ChangeSetName { get; init; }

    /// <summary><c>Original</c> or <c>Processed</c>.</summary>
    public string? TemplateStage { get; init; }
}

/// <summary>A stack's template.</summary>
internal sealed record GetTemplateResponse(string? TemplateBody);
