using System.Management.Automation;
using GlacierBatch.Core.Environments;
using GlacierBatch.PowerShell.Arguments;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Lists the environments known on this machine.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierBatchEnvironment")]
[OutputType(typeof(GlacierEnvironment))]
public sealed class GetGlacierBatchEnvironmentCommand : AwsCmdlet
{
    /// <summary>Names, also with wildcards; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Environment")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The bucket of an environment that this machine does not know yet: a name, or s3://bucket/prefix.</summary>
    [Parameter]
    public string? Bucket { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var environments = ModuleClient.Get().Environments;
        var bucket = Bucket is null ? null : BucketAddress.Of(Bucket, Resolve);
        foreach (var name in Name)
        {
            var names = WildcardPattern.ContainsWildcardCharacters(name)
                ? environments.Names().Where(new WildcardPattern(name, WildcardOptions.IgnoreCase).IsMatch)
                : [name];
            foreach (var each in names)
            {
                try
                {
                    Emit(await environments.GetAsync(each, bucket, Aws, cancellationToken));
                }
                catch (Exception fault) when (ErrorRecords.IsOurs(fault))
                {
                    Report(fault, each);
                }
            }
        }
    }
}
