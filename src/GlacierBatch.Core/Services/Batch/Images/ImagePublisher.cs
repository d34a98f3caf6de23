using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Ecr;
using GlacierBatch.Core.Runs.Failures;

namespace GlacierBatch.Core.Services.Batch.Images;

/// <summary>Builds an image, pushes it to an environment's repository, and tells by which digest it is known there.</summary>
/// <param name="ecr">Gives the registry's password, and knows which images are there.</param>
/// <param name="tell">Given each decision and each line that the engine writes.</param>
internal sealed class ImagePublisher(IEcrClient ecr, Action<string> tell)
{
    private const int TagLength = 16;

    private readonly EngineRunner _runner = new(tell);

    /// <summary>The first engine that works here.</summary>
    /// <param name="candidates">Those to choose from; where it is one only, it says itself why it does not work.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">EngineNotFound: there is none.</exception>
    public async Task<ContainerEngine> FindEngineAsync(IReadOnlyList<ContainerEngine> candidates, CancellationToken cancellationToken)
    {
        if (candidates is [var only])
        {
            await _runner.RunAsync(only, only.Probe(), null, cancellationToken);
            return only;
        }

        foreach (var engine in candidates)
        {
            try
            {
                await _runner.RunAsync(engine, engine.Probe(), null, cancellationToken);
                return engine;
            }
            catch (GlacierBatchException fault)
            {
                tell($"Not {engine.Program}: {fault.Message}");
            }
        }

        throw new GlacierBatchException(ErrorKind.NotAvailable, "EngineNotFound", "There is no docker, podman or buildah here that works.",
            "Install one of them, or start docker's daemon; -Verbose says what each answered.");
    }

    /// <summary>Builds and pushes.</summary>
    /// <param name="request">What to build.</param>
    /// <param name="engine">By what.</param>
    /// <param name="environment">For which environment.</param>
    /// <param name="repository">Where to: host and name, without a tag.</param>
    /// <param name="cancellationToken">Stops it; nothing is recorded then.</param>
    /// <exception cref="GlacierBatchException">A step failed; the message names it.</exception>
    public async Task<PublishedImage> PublishAsync(
        ImageRequest request, ContainerEngine engine, string environment, string repository, CancellationToken cancellationToken)
    {
        using var scratch = new PrivateLogin();
        var id = await BuildAsync(request, engine, scratch, cancellationToken);
        var tag = id[..TagLength];
        var there = await FindAsync(repository, tag, cancellationToken);
        if (there is not null) tell($"{repository} has {tag} already: nothing is pushed.");
        var digest = there ?? await PushAsync(engine, id, repository, tag, scratch, cancellationToken);
        return new PublishedImage
        {
            Environment = environment, Image = $"{repository}@{digest}", Tag = tag, Platform = request.Platform, Engine = engine.Kind,
            WasThere = there is not null,
        };
    }

    private async Task<string> BuildAsync(
        ImageRequest request, ContainerEngine engine, PrivateLogin scratch, CancellationToken cancellationToken)
    {
        var idFile = Path.Combine(scratch.Folder, "image-id");
        tell($"{engine.Program} builds {request.Folder} for {request.Platform}.");
        await _runner.RunAsync(engine, engine.Build(request, idFile), null, cancellationToken);
        var id = ImageDigest.Hex((await File.ReadAllTextAsync(idFile, cancellationToken)).Trim());
        return id ?? throw new GlacierBatchException(
            ErrorKind.InvalidData, "ImageIdUnknown", $"{engine.Program} does not say what it has built.",
            "Use a current version of it, or another one with -Engine.", engine.Program);
    }

    /// <summary>The digest of the image with a tag, or null where there is none: tags are made from content and never moved.</summary>
    private async Task<string?> FindAsync(string repository, string tag, CancellationToken cancellationToken)
    {
        var request = new DescribeImagesRequest
        {
            RepositoryName = RepositoryName(repository),
            ImageIds = [new ImageIdentifier { ImageTag = tag }],
        };
        try
        {
            var answer = await ecr.DescribeImagesAsync(request, cancellationToken);
            return answer.ImageDetails.Select(image => image.ImageDigest).FirstOrDefault(digest => ImageDigest.Hex(digest) is not null);
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.NotFound && !IsRepositoryMissing(fault))
        {
            return null;
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
        {
            throw AwsFault.ToException(fault, repository);
        }
    }

    private static bool IsRepositoryMissing(Exception fault) =>
        fault is Amazon.Runtime.AmazonServiceException { ErrorCode: "RepositoryNotFoundException" };

    private async Task<string> PushAsync(
        ContainerEngine engine, string id, string repository, string tag, PrivateLogin login, CancellationToken cancellationToken)
    {
        var (name, registry) = ($"{repository}:{tag}", repository.Split('/')[0]);
        await _runner.RunAsync(engine, engine.Tag(id, name), null, cancellationToken);
        if (engine.Kind == EngineKind.Docker && Environment.GetEnvironmentVariable("DOCKER_HOST") is null)
        {
            login.DockerHost = (await _runner.RunAsync(engine, engine.FindDaemon(), null, cancellationToken)).FirstOrDefault()?.Trim();
        }

        var password = await GetPasswordAsync(registry, cancellationToken);
        tell($"{engine.Program} logs in to {registry} as {password.User}, with the password on its standard input.");
        await _runner.RunAsync(engine, engine.LogIn(password.User, registry, login), password, cancellationToken);
        tell($"{engine.Program} pushes {name}.");
        var digestFile = Path.Combine(login.Folder, "digest");
        try
        {
            await _runner.RunAsync(engine, engine.Push(name, registry, digestFile, login), null, cancellationToken);
        }
        catch (GlacierBatchException fault) when (FailureTexts.Refused().IsMatch(fault.Message))
        {
            var line = fault.Message.Split(" | ").Last(each => FailureTexts.Refused().IsMatch(each));
            throw new GlacierBatchException(
                ErrorKind.PermissionDenied, "ImageRefused", $"The registry refuses the push: {line}",
                "Whoever publishes needs ecr:BatchCheckLayerAvailability, ecr:InitiateLayerUpload, ecr:UploadLayerPart, "
                + "ecr:CompleteLayerUpload and ecr:PutImage on the repository.", name, fault);
        }

        var digest = engine.Kind == EngineKind.Docker
            ? (await _runner.RunAsync(engine, engine.Digests(id), null, cancellationToken))
                .FirstOrDefault(line => line.StartsWith($"{repository}@", StringComparison.Ordinal))?.Split('@')[1]
            : await File.ReadAllTextAsync(digestFile, cancellationToken);
        return ImageDigest.Hex(digest?.Trim()) is { } hex
            ? ImageDigest.Prefix + hex
            : throw new GlacierBatchException(ErrorKind.InvalidData, "ImageDigestUnknown",
                $"{engine.Program} pushed {name}, and does not say by which digest it is known there.",
                "Use another one with -Engine.", name);
    }

    private async Task<RegistryPassword> GetPasswordAsync(string registry, CancellationToken cancellationToken)
    {
        try
        {
            return RegistryPassword.Of(await ecr.GetAuthorizationTokenAsync(new GetAuthorizationTokenRequest(), cancellationToken));
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
        {
            throw AwsFault.ToException(fault, registry);
        }
    }

    private static string RepositoryName(string repository) => repository[(repository.IndexOf('/') + 1)..];
}
