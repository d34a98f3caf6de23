using System.Text.RegularExpressions;

namespace GlacierBatch.Core.Services.Batch.Images;

/// <summary>An image to build.</summary>
public sealed partial record ImageRequest
{
    /// <summary>What AWS Batch's default machines run.</summary>
    public const string DefaultPlatform = "linux/amd64";

    /// <summary>The folder that is built; absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>The file in it that says how the image is built.</summary>
    public string Dockerfile { get; init; } = "Dockerfile";

    /// <summary>The platform, for instance <c>linux/amd64</c>.</summary>
    public string Platform { get; init; } = DefaultPlatform;

    /// <summary>What the Dockerfile's arguments are set to. They are seen by others on this machine: nothing secret.</summary>
    public IReadOnlyDictionary<string, string> BuildArguments { get; init; } = new Dictionary<string, string>();

    /// <summary>The engine, or null for the first found.</summary>
    public EngineKind? Engine { get; init; }

    /// <summary>Refuses what no engine could build.</summary>
    /// <exception cref="GlacierBatchException">It could not be built; the message says why.</exception>
    public ImageRequest Validated()
    {
        if (!File.Exists(Path.Combine(Folder, Dockerfile)))
        {
            throw new GlacierBatchException(ErrorKind.NotFound, "DockerfileNotFound",
                $"There is no {Dockerfile} in {MessageText.OfPath(Folder)}.", "Give the folder that holds it with -Path.", Folder);
        }

        if (!PlatformShape().IsMatch(Platform))
        {
            throw new GlacierBatchException(
                ErrorKind.InvalidArgument, "InvalidPlatform", $"'{MessageText.Of(Platform)}' is no platform of Linux.",
                $"Give one such as {DefaultPlatform} or linux/arm64.", Platform);
        }

        if (BuildArguments.Keys.FirstOrDefault(name => !ArgumentShape().IsMatch(name)) is { } wrong)
        {
            throw new GlacierBatchException(ErrorKind.InvalidArgument, "InvalidBuildArgument",
                $"'{MessageText.Of(wrong)}' cannot name a build argument.", "Use the name that the Dockerfile's ARG has.", wrong);
        }

        return this;
    }

    [GeneratedRegex(@"\Alinux/[a-z0-9]+(/v[0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlatformShape();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ArgumentShape();
}
