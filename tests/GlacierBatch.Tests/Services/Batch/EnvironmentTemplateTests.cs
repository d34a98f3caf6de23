using System.Diagnostics;
using System.Text.RegularExpressions;
using GlacierBatch.Tests.Samples;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>The CloudFormation template, by AWS's own linter and by what it must never hold.</summary>
public sealed partial class EnvironmentTemplateTests
{
    private static readonly string Template = Path.Combine(
        RepositoryRoot.Path, "src", "GlacierBatch.Core", "Services", "Batch", "environment.template.yaml");

    [Fact]
    public async Task Cfn_lint_finds_nothing()
    {
        var linter = SampleScript.FindProgram("cfn-lint");
        Assert.SkipWhen(linter.Length == 0, "cfn-lint is not installed.");
        using var process = Process.Start(new ProcessStartInfo(linter, [Template]) { RedirectStandardOutput = true })!;
        var findings = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (process.ExitCode, findings));
    }

    [Fact]
    public void No_statement_allows_more_than_it_must()
    {
        var statements = Statement().Matches(File.ReadAllText(Template)).Select(match => match.Value).ToList();
        Assert.True(statements.Count >= 8, $"Only {statements.Count} statements were found.");
        Assert.DoesNotContain(statements, statement => WildcardAction().IsMatch(statement));
        var everywhere = statements.Where(statement => statement.Contains("Resource: '*'", StringComparison.Ordinal));
        Assert.Contains("Action: ecr:GetAuthorizationToken", Assert.Single(everywhere), StringComparison.Ordinal);
    }

    [Fact]
    public void Roles_of_tasks_are_assumed_only_from_the_own_account()
    {
        var trusts = Statement().Matches(File.ReadAllText(Template)).Select(match => match.Value)
            .Where(statement => statement.Contains("ecs-tasks.amazonaws.com", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, trusts.Count);
        Assert.All(trusts, trust => Assert.Contains("aws:SourceAccount", trust, StringComparison.Ordinal));
        Assert.All(trusts, trust => Assert.Contains("aws:SourceArn", trust, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"- Effect: Allow\n(?:(?! *- Effect| *- PolicyName|  \w).*\n)*", RegexOptions.CultureInvariant)]
    private static partial Regex Statement();

    [GeneratedRegex(@"(Action: |- )'?[a-z0-9-]*:?\*", RegexOptions.CultureInvariant)]
    private static partial Regex WildcardAction();
}
