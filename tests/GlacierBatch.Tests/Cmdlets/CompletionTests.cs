using System.Management.Automation;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>What Tab offers.</summary>
public sealed class CompletionTests
{
    private static readonly HashSet<string> NameParameters =
        ["Environment", "Region", "Run", "Job", "JobId", "AwsRegion", "ProfileName", "Step"];

    [Fact]
    public void Every_parameter_that_takes_a_name_completes_it()
    {
        using var session = new ModuleSession();

        var without = from command in session.Run("Get-Command -Module GlacierBatch").Select(each => each.BaseObject).OfType<CmdletInfo>()
                      from parameter in command.Parameters.Values
                      where NameParameters.Contains(parameter.Name)
                      where !parameter.Attributes.Any(
                          each => each is ArgumentCompleterAttribute or ValidateSetAttribute or ValidateRangeAttribute)
                      select $"{command.Name} -{parameter.Name}";

        Assert.Empty(without);
    }

    [Fact]
    public void A_job_is_found_by_its_run()
    {
        using var session = new ModuleSession();
        session.MakeEnvironment();
        session.Run("Submit-GlacierJob 134_Arsuk, 018_snebrae -Environment $name -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 "
            + "-MemoryMiB 256 -RunName tab -NoStart");

        Assert.Equal([$"{session.Name}/tab:"], Complete(session, $"Get-GlacierJobLog {session.Name}"));
        Assert.Equal([$"{session.Name}/tab:0", $"{session.Name}/tab:1"], Complete(session, $"Stop-GlacierJob -Job {session.Name}/tab:"));
    }

    [Fact]
    public void An_AWS_region_is_found_without_asking_AWS()
    {
        using var session = new ModuleSession();

        Assert.Contains("us-west-2", Complete(session, "New-GlacierBatchEnvironment x -AwsRegion us-w"));
    }

    private static IReadOnlyList<string> Complete(ModuleSession session, string typed)
    {
        session.Set("typed", typed);
        return [.. session.Run("""
            [System.Management.Automation.CommandCompletion]::CompleteInput($typed, $typed.Length, $null).CompletionMatches |
                ForEach-Object CompletionText
            """).Select(text => text.ToString())];
    }
}
