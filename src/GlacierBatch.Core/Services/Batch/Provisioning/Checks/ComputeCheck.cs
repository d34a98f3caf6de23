namespace GlacierBatch.Core.Services.Batch.Provisioning.Checks;

/// <summary>Whether each compute environment is enabled and valid, and may start something.</summary>
internal sealed class ComputeCheck : IBatchCheck
{
    /// <inheritdoc/>
    public string Name => "Compute";

    /// <inheritdoc/>
    public Task<CheckFinding> LookAsync(CheckSubject subject, CancellationToken cancellationToken) => Task.FromResult(Look(subject));

    private static CheckFinding Look(CheckSubject subject)
    {
        var again = subject.Record.StackName is null
            ? "Ask whoever made it."
            : $"Repeat New-GlacierBatchEnvironment {subject.Environment.Name}: it sets that right.";
        if (subject.Real.Environments.Count == 0) return CheckFinding.Failed("No queue has a compute environment", again);
        foreach (var each in subject.Real.Environments)
        {
            var name = each.ComputeEnvironmentName;
            if (each.State != "ENABLED") return CheckFinding.Failed($"{name} is {each.State}: it starts nothing", again);
            if (each.Status != "VALID")
            {
                return CheckFinding.Failed($"{name} is {each.Status}: {MessageText.Of(each.StatusReason, 200)}",
                    YoungRole.Is(each.StatusReason)
                        ? "Wait some minutes if its roles are new; else make its roles again with New-GlacierBatchEnvironment."
                        : again);
            }

            if (each.ComputeResources?.MaxvCpus is { } most && most < subject.Environment.VCpu)
            {
                return CheckFinding.Failed(
                    FormattableString.Invariant($"{name} may have {most} vCPUs, and a task wants {subject.Environment.VCpu}"),
                    "Give more with -MaxvCpu, or tasks less with -VCpu.");
            }
        }

        var vCpus = string.Join(", ", subject.Real.Environments.Select(
            each => $"{each.ComputeResources?.Type} with {each.ComputeResources?.MaxvCpus} vCPUs"));
        return CheckFinding.Passed($"VALID: {vCpus}");
    }
}
