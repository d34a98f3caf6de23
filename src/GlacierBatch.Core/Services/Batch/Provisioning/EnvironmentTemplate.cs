using System.Text;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>The CloudFormation template of an environment: one, reviewed, the same for all.</summary>
public static class EnvironmentTemplate
{
    /// <summary>What must be acknowledged to deploy it: it makes roles.</summary>
    public const string Capability = "CAPABILITY_IAM";

    private const string Resource = "environment.template.yaml";

    private const string GoesWithTheStack =
        """
            DeletionPolicy: Delete
            UpdateReplacePolicy: Retain
            Metadata:
              ImageIsKept: 'false'
        """;

    private static readonly string Whole = Read();

    /// <summary>The text.</summary>
    /// <param name="keepImage">Whether the image repository stays when the stack is deleted.</param>
    public static string Text(bool keepImage = false) => keepImage ? Whole.Replace(
        GoesWithTheStack,
        GoesWithTheStack.Replace(": Delete", ": Retain", StringComparison.Ordinal).Replace("'false'", "'true'", StringComparison.Ordinal),
        StringComparison.Ordinal) : Whole;

    /// <summary>Whether a template, of a stack that is there, keeps the image repository.</summary>
    internal static bool KeepsImage(string template) => template.Contains("ImageIsKept: 'true'", StringComparison.Ordinal);

    /// <summary>What it holds.</summary>
    internal static TemplateOutline Outline { get; } = TemplateOutline.Of(Whole);

    private static string Read()
    {
        using var stream = typeof(EnvironmentTemplate).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly has no {Resource}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = reader.ReadToEnd().ReplaceLineEndings("\n");
        return text.Split(GoesWithTheStack).Length == 2
            ? text
            : throw new InvalidOperationException("The template's repository has not the lines by which it is kept.");
    }
}
