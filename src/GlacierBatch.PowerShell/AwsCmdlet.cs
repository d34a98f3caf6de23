using System.Management.Automation;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Services.Batch.Provisioning;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell;

/// <summary>
/// A cmdlet with the common parameters of AWS.Tools. What they say of an environment is remembered on this machine, but for the
/// credentials, which live as long as the process.
/// </summary>
public abstract class AwsCmdlet : AsyncCmdlet
{
    private const int ProgressId = 4;
    private const string SessionRegion = "StoredAWSRegion";

    /// <summary>The AWS profile.</summary>
    [Parameter]
    [Alias("StoredCredentials", "AWSProfileName")]
    [ArgumentCompleter(typeof(AwsProfileCompleter))]
    public string? ProfileName { get; set; }

    /// <summary>The AWS region, for instance us-west-2. (A region is a glacier here.)</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AwsRegionCompleter))]
    public string? AwsRegion { get; set; }

    /// <summary>Where every service of AWS is, instead of at AWS: for a proxy, a private endpoint or a test server.</summary>
    [Parameter]
    public Uri? EndpointUrl { get; set; }

    /// <summary>Credentials: what New-AWSCredential or Get-AWSCredential gives.</summary>
    [Parameter]
    public object? Credential { get; set; }

    /// <summary>How the user wants AWS to be reached.</summary>
    protected AwsSettings Aws => new()
    {
        AwsRegion = string.IsNullOrWhiteSpace(AwsRegion) ? null : AwsRegion.Trim(),
        SessionRegion = RegionOf(SessionState.PSVariable.GetValue(SessionRegion)),
        ProfileName = string.IsNullOrWhiteSpace(ProfileName) ? null : ProfileName.Trim(),
        EndpointUrl = EndpointUrl,
        Credential = Credential is PSObject wrapped ? wrapped.BaseObject : Credential,
    };

    /// <summary>Shows what is done at AWS: each event as verbose text, and all of them as progress.</summary>
    /// <param name="activity">What is being done.</param>
    protected ProvisioningWatch Watch(string activity) => new(Tell, Warn, step =>
    {
        Tell(step.ToString());
        Show(new ProgressRecord(ProgressId, activity, $"{step.Resource}: {step.Status}")
        {
            PercentComplete = step.All == 0 ? -1 : 100 * step.Done / step.All,
            CurrentOperation = $"{step.Done} of {step.All} resources",
        });
    });

    /// <summary>Set-DefaultAWSRegion keeps a name, or an object that has one.</summary>
    private static string? RegionOf(object? stored) => stored switch
    {
        null => null,
        string name => name.Length == 0 ? null : name,
        _ => PSObject.AsPSObject(stored).Properties["SystemName"]?.Value as string ?? stored.ToString(),
    };
}
