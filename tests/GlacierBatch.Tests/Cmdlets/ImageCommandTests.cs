using System.Management.Automation;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>Publish-GlacierImage where it publishes nothing.</summary>
public sealed class ImageCommandTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public ImageCommandTests() => _session.MakeEnvironment();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void An_environment_of_this_machine_has_no_image()
    {
        var error = _session.Fail("Publish-GlacierImage $folder -Environment $name");

        error.Is("EnvironmentHasNoImage", ErrorCategory.InvalidOperation);
        Assert.Contains("on this machine, without an image", error.ToString(), StringComparison.Ordinal);
        _session.Fail("Publish-GlacierImage -Hello -Environment $name").Is("EnvironmentHasNoImage", ErrorCategory.InvalidOperation);
    }

    [Theory]
    [InlineData("Publish-GlacierImage $name")]
    [InlineData("Publish-GlacierImage $name $folder")]
    [InlineData("Publish-GlacierImage $name -Hello")]
    public void The_environment_comes_first_as_with_its_siblings(string script)
    {
        _session.Fail(script).Is("EnvironmentHasNoImage", ErrorCategory.InvalidOperation);
    }

    [Fact]
    public void A_path_and_hello_exclude_each_other_and_engines_are_those_that_there_are()
    {
        var both = _session.Fail("Publish-GlacierImage $name -Path $folder -Hello").FullyQualifiedErrorId;
        var engine = _session.Fail("Publish-GlacierImage -Path $folder -Engine crictl").FullyQualifiedErrorId;

        Assert.Matches("^(AmbiguousParameterSet|PositionalParameterNotFound)", both);
        Assert.StartsWith("CannotConvertArgument", engine, StringComparison.Ordinal);
    }
}
