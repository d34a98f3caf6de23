using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Xunit;

namespace GlacierBatch.Tests.Aws;

/// <summary>AWS's own description of a service, as botocore ships it.</summary>
internal sealed class ServiceModel
{
    private static readonly Lazy<string?> Folder = new(FindFolder);

    private readonly JsonObject _root;

    private ServiceModel(JsonObject root) => _root = root;

    public string Protocol => Metadata("protocol") ?? "";

    public string ApiVersion => Metadata("apiVersion") ?? "";

    public string? TargetPrefix => Metadata("targetPrefix");

    public string EndpointPrefix => Metadata("endpointPrefix") ?? "";

    public string SigningName => Metadata("signingName") ?? EndpointPrefix;

    public string ServiceId => Metadata("serviceId") ?? "";

    /// <summary>Reads the newest model of a service; the test is skipped where botocore is absent.</summary>
    public static ServiceModel Load(string service)
    {
        Assert.SkipWhen(Folder.Value is null, "no botocore: python3 -c 'import botocore' fails");
        var version = Directory.GetDirectories(Path.Combine(Folder.Value, "data", service)).Order(StringComparer.Ordinal).Last();
        using var file = new GZipStream(File.OpenRead(Path.Combine(version, "service-2.json.gz")), CompressionMode.Decompress);
        return new ServiceModel(JsonNode.Parse(file)!.AsObject());
    }

    public JsonObject Operation(string name) =>
        _root["operations"]![name] as JsonObject ?? throw new InvalidOperationException($"AWS has no operation {name}.");

    public JsonObject Shape(string name) => _root["shapes"]![name]!.AsObject();

    private string? Metadata(string name) => (string?)_root["metadata"]![name];

    private static string? FindFolder()
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo(
                "python3", ["-c", "import botocore, os; print(os.path.dirname(botocore.__file__))"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            var folder = python?.StandardOutput.ReadToEnd().Trim();
            python?.WaitForExit();
            return python?.ExitCode == 0 && Directory.Exists(folder) ? folder : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No Python at all.
            return null;
        }
    }
}
