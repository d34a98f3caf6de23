using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>What Tab offers.</summary>
public sealed class CompletionTests
{
    /// <summary>What Tab offers first for each parameter that takes a name, where one environment and one run are there.</summary>
    private static readonly Dictionary<string, string> Offered = new()
    {
        ["AlsoRegion"] = "018_snebrae", ["AwsRegion"] = "us-west-2", ["Compute"] = "Fargate", ["Engine"] = "Docker",
        ["From"] = "1", ["InstanceType"] = "r6i.large", ["ProfileName"] = "glaciers", ["Region"] = "018_snebrae", ["Run"] = "tab",
        ["RunName"] = "tab", ["Satellite"] = "Sentinel2", ["Service"] = "Local", ["Status"] = "FAILED", ["Step"] = "1", ["To"] = "1",
    };

    [Fact]
    public async Task Every_parameter_of_every_command_that_takes_a_name_completes_it()
    {
        using var host = new HostSession();
        var profiles = Path.Combine(host.Folder, "profiles");
        await File.WriteAllTextAsync(
            profiles, "[glaciers]\naws_access_key_id = a\naws_secret_access_key = b\n", TestContext.Current.CancellationToken);
        host.Variables["AWS_SHARED_CREDENTIALS_FILE"] = profiles;

        var lines = await host.RunAsync("""
            $null = New-GlacierBatchEnvironment demo -Workload $workload
            $null = Submit-GlacierJob 134_Arsuk, 018_snebrae -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 -MemoryMiB 256 `
                -RunName tab -NoStart
            foreach ($command in Get-Command -Module GlacierBatch) {
                foreach ($parameter in $command.Parameters.Keys) {
                    # The name of what is about to be made is nobody's to offer.
                    if ("$command $parameter" -eq 'Submit-GlacierJob RunName') { continue }
                    $typed = "$command -$parameter "
                    $found = [System.Management.Automation.CommandCompletion]::CompleteInput($typed, $typed.Length, $null).CompletionMatches
                    "$command $parameter=" + (@($found | ForEach-Object { $_.CompletionText }) -join ' ')
                }
            }
            """);

        var asked = 0;
        foreach (var line in lines)
        {
            var (command, parameter, names) = (line.Split(' ')[0], line.Split(' ', '=')[1], line[(line.IndexOf('=') + 1)..].Split(' '));
            var expected = parameter switch
            {
                "Environment" => "demo",
                "Name" => command == "Get-GlacierRegion" ? "018_snebrae" : "demo",
                "Job" or "JobId" => "demo/tab:",
                _ => Offered.GetValueOrDefault(parameter),
            };
            if (expected is null) continue;
            asked++;
            Assert.True(
                names.Contains(expected, StringComparer.OrdinalIgnoreCase), $"{command} -{parameter} offers {string.Join(", ", names)}");
        }

        Assert.True(asked >= 75, $"Only {asked} parameters were asked for.");
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
