using System.IO.Compression;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Packaging;

/// <summary>The package as build.ps1 makes it: what is in it, and that it works in a folder of its own.</summary>
public sealed class PackageTests : IDisposable
{
    private const int Limit = 25_000_000;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void It_is_small_and_holds_what_a_user_needs_and_no_more()
    {
        var package = Find();
        using var archive = ZipFile.OpenRead(package);
        var names = archive.Entries.Select(entry => entry.FullName).ToList();

        Assert.True(new FileInfo(package).Length < Limit, $"{package} has {new FileInfo(package).Length} bytes.");
        Assert.Superset(
            new HashSet<string>
            {
                "GlacierBatch.psd1", "GlacierBatch.nuspec", "LICENSE", "README.md", "en-US/GlacierBatch.PowerShell.dll-Help.xml",
                "THIRD-PARTY-NOTICES.md", "module/GlacierBatch.psm1",
                "module/formats/GlacierBatch.Format.ps1xml", "module/bin/GlacierBatch.Loader.dll",
                "module/bin/linux-x64/GlacierBatch.Core.dll",
                "containers/Dockerfile", "containers/hello.Dockerfile", "containers/stack/requirements.lock", "scripts/quickstart.ps1",
            },
            names.ToHashSet());
        Assert.DoesNotContain(names, name =>
            name.EndsWith(".pdb", StringComparison.Ordinal) || name.Contains("/ref/", StringComparison.Ordinal)
            || name.Contains("__pycache__", StringComparison.Ordinal) || name.EndsWith(".runtimeconfig.json", StringComparison.Ordinal)
            || (name.StartsWith("module/bin/", StringComparison.Ordinal) && name.EndsWith(".xml", StringComparison.Ordinal)));
        Assert.Equal(
            ["linux-arm64", "linux-musl-x64", "linux-x64", "osx-arm64", "osx-x64", "win-arm64", "win-x64"],
            names.Where(name => name.StartsWith("module/bin/runtimes/", StringComparison.Ordinal))
                .Select(name => name.Split('/')[3]).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_names_the_licence_of_every_library_that_it_carries()
    {
        using var archive = ZipFile.OpenRead(Find());
        var notices = Text(archive, "THIRD-PARTY-NOTICES.md");

        var named = notices.Split(['|', ',', ':', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        var unnamed = archive.Entries
            .Where(entry => entry.FullName.StartsWith("module/bin/", StringComparison.Ordinal)
                && entry.Name.EndsWith(".dll", StringComparison.Ordinal))
            .Select(entry => Path.GetFileNameWithoutExtension(entry.Name))
            .Where(name => !name.StartsWith("GlacierBatch.", StringComparison.Ordinal) && !named.Contains(name))
            .Where(name =>
                !named.Any(word => word.EndsWith(".*", StringComparison.Ordinal) && name.StartsWith(word[..^1], StringComparison.Ordinal)));

        Assert.Empty(unnamed);
    }

    [Fact]
    public void Nothing_in_it_tells_when_or_where_it_was_made()
    {
        using var archive = ZipFile.OpenRead(Find());

        Assert.Single(archive.Entries.Select(entry => entry.LastWriteTime).Distinct());
        using var core = new StreamReader(archive.GetEntry("module/bin/GlacierBatch.Core.dll")!.Open(), System.Text.Encoding.Latin1);
        Assert.DoesNotContain(RepositoryRoot.Path, core.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unpacked_elsewhere_it_passes_the_quickstart_and_takes_nothing_from_the_clone()
    {
        var module = _folder.File("Größe und Maß");
        await ZipFile.ExtractToDirectoryAsync(Find(), module, TestContext.Current.CancellationToken);
        using var host = new HostSession();
        host.Variables["GLACIERBATCH_MODULE"] = Path.Combine(module, "GlacierBatch.psd1");

        var lines = await host.RunAsync($$"""
            & '{{module}}/scripts/quickstart.ps1' -Folder '{{module}}/run'
            foreach ($assembly in [System.AppDomain]::CurrentDomain.GetAssemblies()) {
                if ($assembly.FullName -like 'GlacierBatch*' -or $assembly.FullName -like '*Sqlite*') { "loaded $($assembly.Location)" }
            }
            """);

        Assert.Contains(lines, line => line.StartsWith("7 of 7 regions passed.", StringComparison.Ordinal));
        var loaded = lines.Where(line => line.StartsWith("loaded ", StringComparison.Ordinal)).Select(line => line["loaded ".Length..])
            .ToList();
        Assert.All(
            loaded.Where(path => Path.GetFileName(path) != "GlacierBatch.Host.dll"),
            path => Assert.StartsWith(module, path, StringComparison.Ordinal));
        Assert.Contains(loaded, path => Path.GetFileName(path) == "GlacierBatch.Core.dll");
    }

    public void Dispose() => _folder.Dispose();

    private static string Text(ZipArchive archive, string name)
    {
        using var reader = new StreamReader(archive.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    internal static string Find()
    {
        var folder = Path.Combine(RepositoryRoot.Path, "artifacts", "package");
        var found = Directory.Exists(folder) ? Directory.GetFiles(folder, "GlacierBatch.*.nupkg").SingleOrDefault() : null;
        Assert.SkipWhen(found is null, "There is no package (dotnet tool restore; dotnet pwsh build.ps1 -Task Package).");
        return found;
    }
}
