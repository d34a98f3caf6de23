using System.Text;
using GlacierBatch.Core.Environments;
using GlacierBatch.Tests.Services;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Runs;

/// <summary>Records of environments that were changed by hand: none of their names becomes a path.</summary>
public sealed class HostileEnvironmentTests
{
    private const string Outside = "../../victim";

    /// <summary>A member of the record, and what stands in its place.</summary>
    public static TheoryData<string, string> HostileRecords => new()
    {
        { "\"name\": \"test\"", $"\"name\": \"{Outside}\"" },
        { "\"name\": \"test\"", "\"name\": \"..\"" },
        { "\"name\": \"test\"", "\"name\": \"other\"" },
        { "\"basePath\": \"1_download_merge_and_clip\"", $"\"basePath\": \"{Outside}\"" },
        { "\"basePath\": \"1_download_merge_and_clip\"", "\"basePath\": \"/victim\"" },
        { "\"prefix\": \"scripts/", $"\"prefix\": \"{Outside}/" },
        { "\"revision\": \"", $"\"revision\": \"{Outside}" },
    };

    [Theory]
    [MemberData(nameof(HostileRecords))]
    public async Task A_record_that_names_a_path_is_refused_by_everything_and_removing_it_deletes_nothing_outside(
        string there, string instead)
    {
        using var home = await LocalHome.CreateAsync();
        var victims = PutVictims(home);
        var record = Path.Combine(home.Bucket, "environments", "test.json");
        var before = await File.ReadAllTextAsync(record);
        var hostile = before.Replace(there, instead, StringComparison.Ordinal);
        Assert.NotEqual(before, hostile);
        await File.WriteAllTextAsync(record, hostile, new UTF8Encoding(false));

        await using var client = home.Open();
        var get = await Assert.ThrowsAsync<InvalidDataException>(
            () => client.Environments.GetAsync(LocalHome.Environment, CancellationToken.None));
        await Assert.ThrowsAsync<InvalidDataException>(
            () => client.Environments.GetForRemovalAsync(LocalHome.Environment, new AwsSettings(), CancellationToken.None));
        await Assert.ThrowsAsync<InvalidDataException>(() => client.Environments.SetAsync(
            LocalHome.Environment, new EnvironmentSettings { TimeoutSeconds = 10 }, CancellationToken.None));

        Assert.Contains("environments/test.json", get.Message, StringComparison.Ordinal);
        Assert.All(victims, victim => Assert.True(File.Exists(victim), $"{victim} was deleted."));
        Assert.Equal(hostile, await File.ReadAllTextAsync(record));
    }

    [Fact]
    public async Task Remove_GlacierBatch_of_a_record_with_another_name_is_an_error_and_deletes_nothing()
    {
        using var home = await LocalHome.CreateAsync();
        var victims = PutVictims(home);
        var record = Path.Combine(home.Bucket, "environments", "test.json");
        var hostile = (await File.ReadAllTextAsync(record)).Replace(
            "\"name\": \"test\"", $"\"name\": \"{Outside}\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(record, hostile, new UTF8Encoding(false));
        using var host = new HostSession();
        host.Variables["GLACIERBATCH_HOME"] = home.Home.Path;

        var lines = await host.RunAsync("""
            foreach ($name in 'test', '../../victim') {
                try { Remove-GlacierBatch $name -Force } catch { "$($_.FullyQualifiedErrorId.Split(',')[0])" }
            }
            """);

        Assert.Equal(["DocumentUnreadable", "InvalidEnvironmentName"], lines);
        Assert.All(victims, victim => Assert.True(File.Exists(victim), $"{victim} was deleted."));
        Assert.Equal(hostile, await File.ReadAllTextAsync(record));
    }

    /// <summary>Files where the folders of an environment of that name would be.</summary>
    private static IReadOnlyList<string> PutVictims(LocalHome home)
    {
        string[] folders = [home.Home.Scratch(Outside), home.Home.Logs(Outside), home.Home.Bucket(Outside)];
        foreach (var middle in new[] { home.Home.Scratch(""), home.Home.Logs("") }) Directory.CreateDirectory(middle);
        return [.. folders.Select((folder, position) =>
        {
            var file = Path.Combine(Directory.CreateDirectory(Path.GetFullPath(folder)).FullName, $"precious-{position}");
            File.WriteAllText(file, "precious");
            return file;
        })];
    }
}
