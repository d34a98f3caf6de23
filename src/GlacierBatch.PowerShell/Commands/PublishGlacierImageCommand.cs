using System.Collections;
using System.Management.Automation;
using GlacierBatch.Core.Services.Batch.Images;
using GlacierBatch.PowerShell.Arguments;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Builds the container, pushes it to the environment's repository, and records it by its digest for the next runs.</summary>
[Cmdlet(VerbsData.Publish, "GlacierImage", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(PublishedImage))]
public sealed class PublishGlacierImageCommand : AwsCmdlet
{
    private const string PathSet = "Path";
    private const string HelloSet = "Hello";
    private const int ActivityId = 7;

    /// <summary>The environment; by default the only one there is.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [NamesOf("Name", "Environment", Wanted = "an environment")]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[]? Environment { get; set; }

    /// <summary>The folder that is built, with its Dockerfile; by default the processor's, which is shipped with the module.</summary>
    [Parameter(ParameterSetName = PathSet, Position = 1)]
    public string? Path { get; set; }

    /// <summary>Builds the image of the first checkpoint, which says hello, in the processor's place.</summary>
    [Parameter(ParameterSetName = HelloSet, Mandatory = true)]
    public SwitchParameter Hello { get; set; }

    /// <summary>The program that builds; by default the first of docker, podman and buildah that works here.</summary>
    [Parameter]
    public EngineKind? Engine { get; set; }

    /// <summary>The platform that is built for.</summary>
    [Parameter]
    public string Platform { get; set; } = ImageRequest.DefaultPlatform;

    /// <summary>What the Dockerfile's arguments are set to, such as its base image at a mirror. Nothing secret: others see it.</summary>
    [Parameter]
    public Hashtable BuildArgument { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var client = ModuleClient.Get();
        var folder = Path is null ? null : Resolve(Path);
        var request = Request(folder, Hello, BuildArgument) with { Platform = Platform, Engine = Engine };
        foreach (var named in Environment ?? [null!])
        {
            var environment = await client.Environments.GetAsync(named, null, Aws, cancellationToken);
            var repository = ImageClient.Require(environment, request);
            var action = $"Build {System.IO.Path.Combine(request.Folder, request.Dockerfile)} for {request.Platform}, push it to "
                + $"{repository}, and use it by its digest";
            if (!await MayAsync(environment.Name, action)) continue;
            try
            {
                Emit(await client.Images.PublishAsync(environment, request, line => Told(environment.Name, line), cancellationToken));
            }
            finally
            {
                Show(Progress(environment.Name, "Ended", ProgressRecordType.Completed));
            }
        }
    }

    /// <summary>What is built from a folder, or from the one that is shipped.</summary>
    internal static ImageRequest Request(string? folder, bool hello, Hashtable arguments) => new()
    {
        Folder = folder ?? Shipped(),
        Dockerfile = hello ? "hello.Dockerfile" : "Dockerfile",
        BuildArguments = arguments.Cast<DictionaryEntry>().ToDictionary(each => $"{each.Key}", each => $"{each.Value}"),
    };

    private void Told(string environment, string line)
    {
        Tell(line);
        Show(Progress(environment, line.Length == 0 ? " " : line, ProgressRecordType.Processing));
    }

    private static ProgressRecord Progress(string environment, string line, ProgressRecordType type) =>
        new(ActivityId, $"Publish the image of {environment}", line) { RecordType = type };

    /// <summary>The folder of both images, which is shipped beside the manifest; this assembly is in module/bin.</summary>
    private static string Shipped() => System.IO.Path.GetFullPath(System.IO.Path.Combine(
        System.IO.Path.GetDirectoryName(typeof(PublishGlacierImageCommand).Assembly.Location) ?? "", "..", "..", "containers"));
}
