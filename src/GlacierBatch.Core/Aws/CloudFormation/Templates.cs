namespace GlacierBatch.Core.Aws.CloudFormation;

/// <summary>Checks a template.</summary>
internal sealed record ValidateTemplateRequest
{
    public string? TemplateBody { get; init; }

    public string? TemplateURL { get; init; }
}

/// <summary>What a template asks for.</summary>
internal sealed record ValidateTemplateResponse
{
    public string? Description { get; init; }

    public IReadOnlyList<TemplateParameter> Parameters { get; init; } = [];

    /// <summary>What must be acknowledged to deploy it, for instance <c>CAPABILITY_IAM</c>.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];
}

/// <summary>A parameter that a template declares.</summary>
internal sealed record TemplateParameter(string ParameterKey, string? DefaultValue, string? Description, bool NoEcho);

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
