namespace GlacierBatch.Core.Services.Batch.Images;

/// <summary>
/// A folder of this user alone, in which an engine keeps a registry's password for as long as a push takes, instead of in the user's
/// own settings. Gone when disposed of.
/// </summary>
internal sealed class PrivateLogin : IDisposable
{
    // Made for this user alone where there are modes, and below this user's own folder on Windows.
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glacierbatch-login-");

    /// <summary>The daemon that docker talked to so far: its own settings, and so its context, are put aside with the password.</summary>
    public string? DockerHost { get; set; }

    /// <summary>The folder.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The variables by which an engine finds it.</summary>
    public Dictionary<string, string> Variables(EngineKind kind)
    {
        if (kind != EngineKind.Docker) return new() { ["REGISTRY_AUTH_FILE"] = Path.Combine(Folder, "auth.json") };
        var variables = new Dictionary<string, string> { ["DOCKER_CONFIG"] = Folder };
        if (DockerHost is { Length: > 0 } host) variables["DOCKER_HOST"] = host;
        return variables;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone is what it should be.
        }
    }
}
