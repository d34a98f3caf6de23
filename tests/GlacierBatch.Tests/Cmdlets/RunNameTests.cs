using System.Management.Automation;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>Names of runs that there are not: a name means that there is one, a wildcard means what there is.</summary>
public sealed class RunNameTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public RunNameTests()
    {
        _session.MakeEnvironment();
        _session.Run("""
            foreach ($run in 'early', 'late') {
                $null = Submit-GlacierJob 134_Arsuk -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 -MemoryMiB 256 `
                    -Environment $name -RunName $run -NoStart
            }
            """);
    }

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Get-GlacierRun nosuch -Environment $name")]
    [InlineData("Get-GlacierJob -RunName nosuch -Environment $name")]
    public void A_name_that_is_no_runs_is_told(string script)
    {
        var error = _session.Fail(script);

        error.Is("RunNotFound", ErrorCategory.ObjectNotFound, "nosuch");
        Assert.Contains($"'{_session.Name}' has no run 'nosuch'", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void On_the_whole_machine_too()
    {
        _session.Fail("Get-GlacierRun nosuch").Is("RunNotFound", ErrorCategory.ObjectNotFound, "nosuch");
        _session.Fail("Get-GlacierJob -RunName nosuch").Is("RunNotFound", ErrorCategory.ObjectNotFound, "nosuch");
    }

    [Theory]
    [InlineData("Get-GlacierRun nosuch, LATE -Environment $name")]
    [InlineData("Get-GlacierJob -RunName nosuch, LATE -Environment $name")]
    public void The_others_go_on(string script)
    {
        var result = _session.Try(script);

        Assert.Equal("late", Assert.Single(result.Objects).Text("RunName"));
        Assert.Single(result.Errors).Is("RunNotFound", ErrorCategory.ObjectNotFound, "nosuch");
    }

    [Theory]
    [InlineData("Get-GlacierRun nosuch*, *l* -Environment $name")]
    [InlineData("Get-GlacierJob -RunName nosuch*, *l* -Environment $name")]
    public void A_wildcard_means_what_there_is(string script) =>
        Assert.Equal(["early", "late"], _session.Run(script).Texts("RunName"));

    [Fact]
    public void A_run_is_no_environment_to_remove()
    {
        var errors = _session.Try("Get-GlacierRun -Environment $name | Remove-GlacierBatch -Force").Errors;

        Assert.Equal(2, errors.Count);
        Assert.Contains("'early', a GlacierRun, is not an environment", errors[0].ToString(), StringComparison.Ordinal);
        Assert.Single(_session.Run("Get-GlacierBatchEnvironment $name"));
    }
}
