using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Ecr;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Probes;
using GlacierBatch.Core.Services.Batch.Provisioning.Checks;

namespace GlacierBatch.Core.Services.Batch.Images;

/// <summary>Publishes images of environments.</summary>
public sealed class ImageClient
{
    private readonly EnvironmentClient _environments;
    private readonly RolePatience _patience;

    internal ImageClient(EnvironmentClient environments, TimeProvider time) =>
        (_environments, _patience) = (environments, new RolePatience(time));

    /// <summary>Refuses what could not be published, before anything is built.</summary>
    /// <returns>The repository that it would be pushed to.</returns>
    /// <exception cref="GlacierBatchException">It could not be; the message says why.</exception>
    public static string Require(GlacierEnvironment environment, ImageRequest request)
    {
        if (environment.Service == ServiceKind.Local)
        {
            throw new GlacierBatchException(ErrorKind.InvalidOperation, "EnvironmentHasNoImage",
                $"The environment '{environment.Name}' runs its jobs on this machine, without an image.",
                "Publish an image for an environment on AWS Batch.", environment.Name);
        }

        request.Validated();
        return environment.RequireBatch().RepositoryUri ?? throw new GlacierBatchException(
            ErrorKind.InvalidOperation, "EnvironmentHasNoRepository", $"The environment '{environment.Name}' has no repository of its own.",
            "Others made it: push the image where its job definition expects it.", environment.Name);
    }

    /// <summary>Builds an image, pushes it, and records by its digest that the next runs use it.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="request">What to build.</param>
    /// <param name="tell">Given each decision and each line that the engine writes.</param>
    /// <param name="cancellationToken">Stops it; nothing is recorded then.</param>
    /// <exception cref="GlacierBatchException">A step failed; the message names it.</exception>
    public async Task<PublishedImage> PublishAsync(
        GlacierEnvironment environment, ImageRequest request, Action<string> tell, CancellationToken cancellationToken)
    {
        var repository = Require(environment, request);
        var record = environment.RequireBatch();
        var aws = environment.RequireAws();
        await aws.Account.RequireAsync(environment.Name, record.AccountId, record.AwsRegion, cancellationToken);
        var publisher = new ImagePublisher(aws.Ecr, tell);
        IReadOnlyList<ContainerEngine> candidates = request.Engine is { } kind ? [new ContainerEngine(kind)] : ContainerEngine.All;
        var engine = await publisher.FindEngineAsync(candidates, cancellationToken);
        var image = await publisher.PublishAsync(request, engine, environment.Name, repository, cancellationToken);
        await _environments.SetImageAsync(environment, repository, image.Image, cancellationToken);
        tell($"{environment.Name} uses {image.Image} from its next run on.");
        return image;
    }

    /// <summary>
    /// The same, where the environment may just have been made: as long as its roles are young, a push that the registry refuses is tried
    /// again.
    /// </summary>
    /// <exception cref="GlacierBatchException"><c>ImageRefused</c> once they are not; and as above.</exception>
    public async Task<PublishedImage> PublishPatientlyAsync(
        GlacierEnvironment environment, ImageRequest request, Action<string> tell, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await PublishAsync(environment, request, tell, cancellationToken);
            }
            catch (GlacierBatchException fault) when (fault.ErrorId == "ImageRefused")
            {
                if (!await _patience.WaitAsync(_patience.AgeOf(environment), "the push", tell, cancellationToken)) throw;
            }
        }
    }

    /// <summary>The image that an environment's next runs use, as the registry knows it.</summary>
    /// <returns>The image, or null where there is none, or where it is in no registry of ECR.</returns>
    /// <exception cref="GlacierBatchException">The registry cannot be asked.</exception>
    public async Task<StoredImage?> FindAsync(GlacierEnvironment environment, CancellationToken cancellationToken)
    {
        if (environment.Image is not { } image) return null;
        var record = environment.RequireBatch();
        if (!ImagePlace.TryRead(image, out var place) && !ImagePlace.TryReadOwn(image, record.RepositoryUri, record.AccountId, out place))
        {
            return new StoredImage(image, null, null);
        }

        try
        {
            var answer = await environment.RequireAws().Ecr.DescribeImagesAsync(
                new DescribeImagesRequest
                {
                    RepositoryName = place.Repository,
                    RegistryId = place.RegistryId,
                    ImageIds = [new ImageIdentifier { ImageDigest = place.Digest }],
                },
                cancellationToken);
            return answer.ImageDetails is [var detail, ..] ? new StoredImage(image, detail.ImageSizeInBytes, detail.ImagePushedAt) : null;
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.NotFound)
        {
            return null;
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
        {
            throw AwsFault.ToException(fault, environment.Name);
        }
    }
}
