using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>What binds to jobs, regions and environments: objects live or serialized, names, those of others; and completion.</summary>
public sealed class BindingTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public BindingTests()
    {
        _session.MakeEnvironment();
        _session.Run("""
            function Copy-Serialized {
                process {
                    $text = [System.Management.Automation.PSSerializer]::Serialize($_)
                    [System.Management.Automation.PSSerializer]::Deserialize($text)
                }
            }
            $window = @{ Satellite = 'landsat'; StartDate = '2025-08-01'; EndDate = '2025-08-06'; MemoryMiB = 256 }
            """);
    }

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Objects_that_went_through_another_session_bind_like_live_ones()
    {
        var jobs = _session.Run("""
            $regions = Get-GlacierRegion 134_Arsuk, 018_snebrae -Environment $name | Copy-Serialized
            $jobs = $regions | Submit-GlacierJob @window -NoStart | Copy-Serialized
            $jobs
            """);
        var stopped = _session.Run("$jobs[0] | Stop-GlacierJob -PassThru");
        var ended = _session.Run("$jobs[1] | Wait-GlacierJob | Copy-Serialized");

        Assert.All(jobs, job => Assert.StartsWith("Deserialized.", job.TypeNames[0]));
        Assert.Equal(["FAILED"], stopped.Texts("Status"));
        Assert.Equal(["SUCCEEDED"], ended.Texts("Status"));
        Assert.Equal(["Passed"], _session.Run("$jobs[1] | Test-GlacierOutput").Texts("Status"));
        Assert.NotEmpty(_session.Run("$jobs[1] | Get-GlacierJobLog"));
        Assert.NotEmpty(_session.Run("$jobs[1] | Save-GlacierOutput -Path $folder/saved"));
        Assert.Single(_session.Run("$jobs[0] | Copy-Serialized | Restart-GlacierJob"));
        _session.Run("Get-GlacierBatchEnvironment $name | Copy-Serialized | Remove-GlacierBatch -Force");
        Assert.Empty(_session.Run("Get-GlacierBatchEnvironment $name*"));
    }

    [Fact]
    public void Regions_come_by_name_and_by_object_from_the_pipeline_or_not()
    {
        Assert.Equal(2, _session.Run("'134_Arsuk', '018_snebrae' | Submit-GlacierJob @window -Environment $name -NoStart").Count);
        _session.Run("$two = Get-GlacierRegion -Index :2 -Environment $name");
        Assert.Equal(2, _session.Run("Submit-GlacierJob $two @window -Environment $name -NoStart").Count);
        Assert.Single(_session.Run("Submit-GlacierJob 134_Arsuk, 134_ARSUK @window -Environment $name -NoStart"));
    }

    [Fact]
    public void Jobs_come_by_id_and_from_objects_of_others_that_have_one()
    {
        _session.Run("$job = Submit-GlacierJob 134_Arsuk @window -Environment $name -RunName r");

        Assert.Single(_session.Run("Wait-GlacierJob \"$name/r:0\""));
        Assert.Single(_session.Run("\"$name/r:0\" | Test-GlacierOutput"));
        Assert.Single(_session.Run("[pscustomobject]@{ JobId = \"$name/r:0\"; JobName = 'x' } | Wait-GlacierJob"));
        Assert.Single(_session.Run("Wait-GlacierJob -JobId $job"));
        var error = _session.Fail("[pscustomobject]@{ Name = 'x' } | Wait-GlacierJob");
        Assert.StartsWith("InputObjectNotBound,", error.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("Get-GlacierJob -Environment ", "$name")]
    [InlineData("Remove-GlacierBatch ", "$name")]
    [InlineData("Submit-GlacierJob -Environment $name -Region 13", "134_Arsuk")]
    [InlineData("Get-GlacierRegion -Environment $name -Name hagen", "191_Hagen_Brae")]
    [InlineData("Get-GlacierJob -Environment $name -RunName to-c", "to-complete")]
    [InlineData("Submit-GlacierJob -Satellite l", "Landsat")]
    [InlineData("Get-GlacierJob -Status SUC", "SUCCEEDED")]
    [InlineData("Submit-GlacierJob -SplitBy M", "Month")]
    public void Arguments_are_completed(string typed, string expected)
    {
        _session.Run("$null = Submit-GlacierJob 134_Arsuk @window -Environment $name -RunName to-complete -NoStart");
        _session.Set("typed", typed.Replace("$name", _session.Name, StringComparison.Ordinal));

        var found = _session.Run("""
            [System.Management.Automation.CommandCompletion]::CompleteInput($typed, $typed.Length, $null).CompletionMatches |
                ForEach-Object CompletionText
            """);

        Assert.Contains(expected.Replace("$name", _session.Name, StringComparison.Ordinal), found.Select(text => text.ToString()));
    }

    [Fact]
    public void Completion_of_what_there_is_not_is_silent()
    {
        _session.Set("typed", "Get-GlacierRegion -Environment none-at-all -Name 1");

        var result = _session.RunAll(
            "[System.Management.Automation.CommandCompletion]::CompleteInput($typed, $typed.Length, $null).CompletionMatches");

        Assert.DoesNotContain(result.Objects, found => found.Text("CompletionText").Contains("Arsuk", StringComparison.Ordinal));
    }
}
