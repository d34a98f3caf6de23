using System.Diagnostics;
using System.Text.RegularExpressions;
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
        var linter = Programs.Find("cfn-lint");
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

    [Theory]
    [InlineData("Repository", "ScanOnPush: true", "ImageTagMutability: IMMUTABLE", "DeletionPolicy: Delete")]
    [InlineData("LogGroup", "RetentionInDays: !Ref LogRetentionDays")]
    [InlineData("LaunchTemplate", "VolumeSize: 100", "VolumeType: gp3", "Encrypted: true", "HttpTokens: required")]
    [InlineData("SpotEnvironment", "Type: SPOT", "AllocationStrategy: SPOT_PRICE_CAPACITY_OPTIMIZED", "ReplaceComputeEnvironment: false")]
    [InlineData("OnDemandEnvironment", "Type: EC2", "AllocationStrategy: BEST_FIT_PROGRESSIVE", "ReplaceComputeEnvironment: false")]
    [InlineData("FargateEnvironment", "Type: FARGATE", "Condition: HasFargate")]
    [InlineData("FargateSpotEnvironment", "Type: FARGATE_SPOT", "Condition: HasFargate")]
    [InlineData(
        "SpotQueue", "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE", "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT", "Action: CANCEL")]
    [InlineData("OnDemandQueue", "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE", "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT")]
    [InlineData("JobRole", "PermissionsBoundary: !If", "s3:AbortMultipartUpload", "usgs-landsat/*")]
    [InlineData("ExecutionRole", "PermissionsBoundary: !If", "Resource: !GetAtt Repository.Arn")]
    [InlineData("InstanceRole", "PermissionsBoundary: !If", "AmazonEC2ContainerServiceforEC2Role")]
    public void A_resource_is_as_it_was_decided(string resource, params string[] lines)
    {
        var text = File.ReadAllText(Template);
        var start = text.IndexOf($"\n  {resource}:\n", text.IndexOf("\nResources:", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.True(start > 0, $"There is no {resource}.");
        var end = NextResource().Match(text, start + resource.Length + 4);
        var body = end.Success ? text[start..end.Index] : text[start..];
        Assert.All(lines, line => Assert.Contains(line, body, StringComparison.Ordinal));
        Assert.DoesNotContain("INSUFFICIENT_INSTANCE_CAPACITY", body, StringComparison.Ordinal);
    }

    [Fact]
    public void No_container_may_delete_an_object() =>
        Assert.DoesNotContain("s3:Delete", File.ReadAllText(Template), StringComparison.Ordinal);

    [GeneratedRegex(@"\n  \w+:\n", RegexOptions.CultureInvariant)]
    private static partial Regex NextResource();

    [GeneratedRegex(@"- Effect: Allow\n(?:(?! *- Effect| *- PolicyName|  \w).*\n)*", RegexOptions.CultureInvariant)]
    private static partial Regex Statement();

    [GeneratedRegex(@"(Action: |- )'?[a-z0-9-]*:?\*", RegexOptions.CultureInvariant)]
    private static partial Regex WildcardAction();
}
