using GlacierBatch.Tests.Services.Batch.Provisioning;
using GlacierBatch.Tests.TestSupport;

namespace GlacierBatch.Tests.Docs;

/// <summary>
/// The real <c>aws</c>, which deploys a stack on moto as well: by a command of that name in a folder for PATH, which adds three parameters
/// that AWS does without. moto makes up a repository's name with capitals, which its own ECR refuses; takes the default of a list for one
/// text, whose first letter it then looks for among the instance types; and wants a role for AWS Batch.
/// </summary>
internal sealed class AwsOfMoto : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AwsOfMoto()
    {
        if (OperatingSystem.IsWindows()) return;
        var path = _folder.File("aws");
        File.WriteAllText(path, $"""
            #!/bin/sh
            case "$1 $2" in
                'cloudformation deploy')
                    set -- "$@" RepositoryName=glacier InstanceTypes=m6i.xlarge BatchServiceRole={MotoCloud.ServiceRole} ;;
            esac
            exec '{Programs.Find("aws")}' "$@"
            """);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    /// <summary>The folder with the command.</summary>
    public string Folder => _folder.Path;

    public void Dispose() => _folder.Dispose();
}
