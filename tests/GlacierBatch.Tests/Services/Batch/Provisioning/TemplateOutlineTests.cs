using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Core.Services.Batch.Provisioning;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Provisioning;

/// <summary>What is read out of the template, and its two forms.</summary>
public sealed class TemplateOutlineTests
{
    private static TemplateOutline Outline => EnvironmentTemplate.Outline;

    [Fact]
    public void The_defaults_are_those_of_the_module()
    {
        string? Default(string name) => Outline.Parameters.Single(parameter => parameter.Name == name).Default;

        Assert.Equal(string.Join(',', BatchSettings.DefaultInstanceTypes), Default("InstanceTypes"));
        Assert.Equal($"{StackPreparation.DefaultMaxvCpus}", Default("MaxvCpus"));
        Assert.Equal("", Default("PermissionsBoundary"));
        Assert.Null(Default("BucketName"));
    }

    [Fact]
    public void Each_parameter_is_described_for_the_administrator_who_gives_it() =>
        Assert.All(Outline.Parameters, parameter => Assert.True(parameter.Description.Length > 20, parameter.Name));

    [Theory]
    [InlineData("false", "", 11)]
    [InlineData("true", "", 15)]
    [InlineData("true", "arn:aws:kms:us-west-2:123456789012:key/k", 16)]
    public void Conditions_decide_what_is_made(string fargate, string key, int resources) => Assert.Equal(
        resources, Outline.Made(new Dictionary<string, string> { ["UseFargate"] = fargate, ["BucketKeyArn"] = key }).Count());

    [Fact]
    public void An_image_that_is_kept_differs_in_what_becomes_of_the_repository_and_a_mark_that_lets_aws_update_it()
    {
        var (plain, kept) = (EnvironmentTemplate.Text().Split('\n'), EnvironmentTemplate.Text(keepImage: true).Split('\n'));

        var changed = plain.Zip(kept).Where(pair => pair.First != pair.Second).Select(pair => pair.Second.Trim()).ToList();

        Assert.Equal(plain.Length, kept.Length);
        Assert.Equal(["DeletionPolicy: Retain", "ImageIsKept: 'true'"], changed);
        Assert.True(EnvironmentTemplate.KeepsImage(EnvironmentTemplate.Text(keepImage: true)));
        Assert.False(EnvironmentTemplate.KeepsImage(EnvironmentTemplate.Text()));
    }

    [Fact]
    public void It_is_small_enough_to_be_sent_as_it_is() => Assert.True(EnvironmentTemplate.Text().Length < 51_200);

    [Theory]
    [InlineData("greenland", "GlacierBatch-greenland")]
    [InlineData("a-b", "GlacierBatch-a-b")]
    public void A_stack_has_the_environments_name(string environment, string stack) => Assert.Equal(stack, StackNames.Stack(environment));

    [Fact]
    public void Names_that_differ_by_an_underscore_only_have_stacks_of_their_own()
    {
        Assert.NotEqual(StackNames.Stack("a-b"), StackNames.Stack("a_b"));
        Assert.Matches("^[A-Za-z][A-Za-z0-9-]*$", StackNames.Stack("a_b"));
        Assert.Matches("^glacierbatch/[a-z0-9]+(-[a-z0-9]+)*$", StackNames.Repository("A__b-_c-", Guid.NewGuid()));
    }
}
