using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Docs;

/// <summary>
/// A pwsh in which a page is typed, in a folder with the module, the sample and nothing else. Any error ends the page. Questions are
/// answered with yes.
/// </summary>
internal sealed class TypedPage : IDisposable
{
    private readonly PwshSession _session = new();

    public TypedPage()
    {
        // What a clone has at these places after a build.
        foreach (var part in new[] { "module", "en-US", Path.Combine("samples", "workload") })
            GatedWorkload.CopyFolder(Path.Combine(RepositoryRoot.Path, part), Path.Combine(Folder, part));
        GatedWorkload.CopyFolder(ModuleSession.SampleWorkload, Path.Combine(Folder, "greenland-glacier-flow"));
        File.Copy(ModuleSession.Manifest, Path.Combine(Folder, "GlacierBatch.psd1"));
    }

    /// <summary>Where it is typed.</summary>
    public string Folder => _session.Folder;

    /// <summary>The environment variables.</summary>
    public Dictionary<string, string?> Variables => _session.Variables;

    /// <summary>Types blocks of a page, and wants no error.</summary>
    /// <param name="page">Its path from the root.</param>
    /// <param name="first">The first of its blocks in pwsh.</param>
    /// <param name="last">The last one.</param>
    /// <param name="before">What makes the world that the page speaks of.</param>
    /// <param name="after">What must hold in the end.</param>
    /// <param name="change">Puts what there is here in the place of what the page makes up.</param>
    public async Task TypeAsync(
        string page, int first, int last, string before, string after, Func<string, string>? change = null)
    {
        var blocks = Pages.Blocks(page, "powershell");
        Assert.True(blocks.Count > first, $"{page} has {blocks.Count} blocks.");
        var typed = $"{before}\n{string.Join("\n\n", blocks.Skip(first).Take(last == int.MaxValue ? last : last - first + 1))}\n{after}";
        var result = await _session.TryAsync($$"""
            $ConfirmPreference = 'None'
            Set-Location '{{Folder}}'
            Import-Module ./GlacierBatch.psd1
            {{change?.Invoke(typed) ?? typed}}
            """);
        Assert.True(result is { ExitCode: 0, Error: "" }, $"exit {result.ExitCode}\n{result.Output}\n{result.Error}");
    }

    public void Dispose() => _session.Dispose();
}
