using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Services;

namespace GlacierBatch.Core.Probes;

/// <summary>Tries whether an environment's jobs start, write and find their libraries.</summary>
public sealed class ProbeClient
{
    private readonly Func<GlacierEnvironment, IComputeService> _services;
    private readonly RolePatience _patience;

    internal ProbeClient(Func<GlacierEnvironment, IComputeService> services, TimeProvider time) =>
        (_services, _patience) = (services, new RolePatience(time));

    /// <summary>
    /// Runs a probe to its end. Where the registry refuses the image and the roles are young, it is tried again until they are not.
    /// </summary>
    /// <param name="environment">The environment.</param>
    /// <param name="request">The probe. Under the same name what an ended session submitted is found again.</param>
    /// <param name="told">Told what happens.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="GlacierBatchException">It cannot be tried here; the message says why.</exception>
    public async Task<ProbeResult> RunAsync(
        GlacierEnvironment environment, ProbeRequest request, Action<string> told, CancellationToken cancellationToken)
    {
        if (!RunName.IsValid(request.Name))
        {
            throw new GlacierBatchException(ErrorKind.InvalidArgument, "InvalidProbeName",
                "The probe's name has characters that it may not have, or too many of them.", $"Use {RunName.Rule}.", request.Name);
        }

        var service = _services(environment);
        await service.RequireAccessAsync(environment, cancellationToken);
        for (var tries = 1; ; tries++)
        {
            var result = await service.ProbeAsync(
                environment, tries == 1 ? request : request with { Name = $"{request.Name}-{tries}" }, told, cancellationToken);
            var age = _patience.AgeOf(environment);
            result = result with { Tries = tries, RolesAge = age };
            if (!result.IsRegistryRefusal || !await _patience.WaitAsync(age, "the image", told, cancellationToken)) return result;
        }
    }
}
