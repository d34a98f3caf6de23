namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>How AWS words it when a role that was just made is not known everywhere yet. It passes within minutes.</summary>
internal static class YoungRole
{
    private static readonly string[] Symptoms =
    [
        "Invalid IAM Instance Profile", "instance profile does not exist", "cannot be assumed", "unable to assume",
            "is unable to be assumed",
        "Role is not valid", "invalid role", "does not exist or is not attachable", "role and path are valid", "service-linked role",
        "is not authorized to perform: sts:AssumeRole",
    ];

    /// <summary>Whether a reason is of this kind.</summary>
    public static bool Is(string? reason) =>
        reason is not null && Symptoms.Any(symptom => reason.Contains(symptom, StringComparison.OrdinalIgnoreCase));
}
