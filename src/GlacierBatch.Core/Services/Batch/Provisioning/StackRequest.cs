using GlacierBatch.Core.Aws.CloudFormation;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>A stack as it should be.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Template">The template's text.</param>
/// <param name="Values">What is asked of the template's parameters. Others keep what a stack has, or their default.</param>
internal sealed record StackRequest(string Name, string Template, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>How many resources it has, with its conditions resolved.</summary>
    public int Resources => EnvironmentTemplate.Outline.Made(Values).Count();

    /// <summary>The parameters for a new stack. All of them are said, so that no default is AWS's to read.</summary>
    public IReadOnlyList<Parameter> ForNew() =>
        [.. EnvironmentTemplate.Outline.Parameters.Where(parameter => Values.ContainsKey(parameter.Name) || parameter.Default is not null)
            .Select(parameter => Said(parameter.Name, Values.GetValueOrDefault(parameter.Name) ?? parameter.Default!))];

    /// <summary>The parameters for a stack that is there.</summary>
    public IReadOnlyList<Parameter> For(Stack there)
    {
        var known = there.Parameters.Select(parameter => parameter.ParameterKey).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. EnvironmentTemplate.Outline.Parameters.Select(parameter =>
                Values.TryGetValue(parameter.Name, out var value) ? Said(parameter.Name, value)
                : known.Contains(parameter.Name) ? new Parameter { ParameterKey = parameter.Name, UsePreviousValue = true }
                : Said(parameter.Name, parameter.Default ?? "")),
        ];
    }

    private static Parameter Said(string name, string value) => new() { ParameterKey = name, ParameterValue = value };
}
