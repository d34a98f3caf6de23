using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Images;

/// <summary>
/// Debian's docker-registry on this machine, in the place of ECR's, which moto does not have: it asks for the password that moto's ECR
/// gives. Skips the test where it or an engine is not installed.
/// </summary>
internal sealed class LocalRegistry : IDisposable
{
    /// <summary>What moto's ECR gives as the password.</summary>
    public const string Password = "123456789012-auth-token";

    // htpasswd -Bbn AWS 123456789012-auth-token
    private const string Users = "AWS:$2y$05$rmPCnHj8w9popvKBWsAs/.DenZx6o/ydIOIPnHXjPsipIX6oRFMYC\n";

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    private LocalRegistry(int port)
    {
        Host = $"127.0.0.1:{port}";
        File.WriteAllText(_folder.File("users"), Users);
        File.WriteAllText(_folder.File("registry.yml"), $$"""
            version: 0.1
            storage: { filesystem: { rootdirectory: {{_folder.File("layers")}} } }
            http: { addr: {{Host}} }
            auth: { htpasswd: { realm: tests, path: {{_folder.File("users")}} } }

            """);

        // Found by the engines through the environment: as root without systemd they need both.
        var settings = Path.Combine(ModuleHome.Path, "containers.conf");
        File.WriteAllText(settings, """
            [containers]
            default_ulimits = ["nofile=20000:20000","nproc=30000:30000"]
            [engine]
            runtime = "runc"
            cgroup_manager = "cgroupfs"

            """);
        Environment.SetEnvironmentVariable("CONTAINERS_CONF", settings);
        _process = Process.Start(new ProcessStartInfo("docker-registry")
        {
            ArgumentList = { "serve", _folder.File("registry.yml") },
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Its host and port.</summary>
    public string Host { get; }

    /// <summary>Starts one, and waits until it answers.</summary>
    public static async Task<LocalRegistry> StartAsync(string engine)
    {
        foreach (var program in new[] { "docker-registry", engine })
        {
            Assert.SkipWhen(
                Programs.Find(program).Length == 0, $"{program} is not installed (apt-get install podman buildah docker-registry).");
        }

        var registry = new LocalRegistry(FreePort());
        using var http = new HttpClient();
        await Eventually.TrueAsync(() => registry.AnswersAsync(http).GetAwaiter().GetResult());
        return registry;
    }

    /// <summary>The digest that the registry itself gives for a tag.</summary>
    public async Task<string?> DigestAsync(string repository, string tag)
    {
        using var http = new HttpClient();
        using var request = Ask(HttpMethod.Head, repository, tag);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.Headers.TryGetValues("Docker-Content-Digest", out var values) ? values.First() : null;
    }

    /// <summary>An image as the registry knows it: its digest, and what all its parts take there; null where there is none.</summary>
    public (string Digest, long Bytes)? Find(string repository, string reference)
    {
        using var http = new HttpClient();
        using var request = Ask(HttpMethod.Get, repository, reference);
        using var answer = http.Send(request, TestContext.Current.CancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        using var content = answer.EnsureSuccessStatusCode().Content.ReadAsStream();
        var manifest = JsonNode.Parse(content)!;
        var bytes = manifest["layers"]!.AsArray().Append(manifest["config"]).Sum(part => (long)part!["size"]!);
        return (answer.Headers.GetValues("Docker-Content-Digest").First(), bytes);
    }

    /// <summary>By which an engine takes this registry as it is: without TLS.</summary>
    public Dictionary<string, string?> EngineSettings(string folder)
    {
        var registries = Path.Combine(folder, "registries.conf");
        File.WriteAllText(registries, $"[[registry]]\nlocation = \"{Host}\"\ninsecure = true\n");
        return new() { ["CONTAINERS_REGISTRIES_CONF"] = registries };
    }

    /// <summary>The folder in which a client of docker's finds the password to pull with.</summary>
    public string LoginFolder(string folder)
    {
        var auths = new JsonObject { ["auths"] = new JsonObject { [Host] = new JsonObject { ["auth"] = Credentials } } };
        File.WriteAllText(Path.Combine(folder, "config.json"), auths.ToJsonString());
        return folder;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    private static string Credentials => Convert.ToBase64String(Encoding.ASCII.GetBytes($"AWS:{Password}"));

    private HttpRequestMessage Ask(HttpMethod method, string repository, string reference)
    {
        var request = new HttpRequestMessage(method, $"http://{Host}/v2/{repository}/manifests/{reference}");
        request.Headers.Authorization = new("Basic", Credentials);
        request.Headers.Accept.ParseAdd("application/vnd.oci.image.manifest.v1+json");
        request.Headers.Accept.ParseAdd("application/vnd.docker.distribution.manifest.v2+json");
        return request;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://{Host}/v2/"), TestContext.Current.CancellationToken);
            return answer.StatusCode == HttpStatusCode.Unauthorized;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
