namespace GlacierBatch.Core.Services.Batch.Images;

/// <summary>How an engine is told what to do. Docker, Podman and Buildah agree on most of it.</summary>
/// <param name="Kind">Which one.</param>
internal sealed record ContainerEngine(EngineKind Kind)
{
    /// <summary>All, in the order in which they are looked for.</summary>
    public static IReadOnlyList<ContainerEngine> All { get; } = [.. Enum.GetValues<EngineKind>().Select(kind => new ContainerEngine(kind))];

    /// <summary>Its program: a path, or a name to be found on PATH.</summary>
    public string Program { get; init; } = Kind.ToString().ToLowerInvariant();

    // Buildah keeps no layers unless told, and what is built anew has another id, and so another tag.
    private static readonly string[] Layers = ["--layers"];

    private bool IsDocker => Kind == EngineKind.Docker;

    /// <summary>Whether it works here: docker's client is of no use without its daemon.</summary>
    public EngineCall Probe() => new("answer", IsDocker ? ["version", "--format", "{{.Server.Version}}"] : ["version"]);

    /// <summary>Where docker's daemon listens, as the user's context has it.</summary>
    public EngineCall FindDaemon() => new("find its daemon", ["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"]);

    /// <summary>Builds an image and writes its id into a file.</summary>
    public EngineCall Build(ImageRequest request, string idFile) => new("build",
    [
        "build", .. IsDocker ? [] : Layers, "--platform", request.Platform, "--iidfile", idFile,
        .. request.BuildArguments.OrderBy(each => each.Key, StringComparer.Ordinal)
            .SelectMany(each => new[] { "--build-arg", $"{each.Key}={each.Value}" }),
        "--file", Path.Combine(request.Folder, request.Dockerfile), request.Folder,
    ])
    {
        // An attestation would make an index of the image, and its digest would not be the image's own.
        Variables = IsDocker ? new Dictionary<string, string> { ["BUILDX_NO_DEFAULT_ATTESTATIONS"] = "1" } : [],
    };

    /// <summary>Gives a built image the name under which it is pushed.</summary>
    public EngineCall Tag(string imageId, string name) => new("tag", ["tag", imageId, name]);

    /// <summary>Logs in to a registry. The password is read from standard input, and kept in the private folder.</summary>
    public EngineCall LogIn(string user, string registry, PrivateLogin login) => new("log in",
        ["login", "--username", user, "--password-stdin", .. Plain(registry), registry]) { Variables = login.Variables(Kind) };

    /// <summary>Pushes an image; Podman and Buildah write the digest that the registry knows it by into a file.</summary>
    public EngineCall Push(string name, string registry, string digestFile, PrivateLogin login) => new("push",
        IsDocker ? ["push", name] : ["push", "--digestfile", digestFile, .. Plain(registry), name]) { Variables = login.Variables(Kind) };

    /// <summary>Tells the digests that docker's pushes of an image gave.</summary>
    public EngineCall Digests(string imageId) => new("read the digest back",
        ["image", "inspect", "--format", "{{range .RepoDigests}}{{println .}}{{end}}", imageId]);

    /// <summary>As docker does by itself: a registry on this machine may be without TLS.</summary>
    private IEnumerable<string> Plain(string registry) =>
        !IsDocker && Uri.TryCreate($"http://{registry}", UriKind.Absolute, out var address) && address.IsLoopback
            ? ["--tls-verify=false"]
            : [];
}
