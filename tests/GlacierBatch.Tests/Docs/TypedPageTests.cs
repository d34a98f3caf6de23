using GlacierBatch.Tests.Services.Batch.Provisioning;
using GlacierBatch.Tests.TestSupport;
using Markdig;
using Markdig.Syntax;
using Xunit;

namespace GlacierBatch.Tests.Docs;

/// <summary>
/// What the pages tell a newcomer to type, typed word for word in pwsh, in a folder with the module, the sample and nothing else. Any
/// error ends the page. Questions are answered with yes; AWS is moto, one for each page, as they all make the environment greenland.
/// </summary>
public sealed class TypedPageTests : IDisposable
{
    private readonly PwshSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("README.md", 0, 1, "")]
    [InlineData("docs/costs.md", 0, 0, August)]
    [InlineData("docs/troubleshooting.md", 0, 1, August)]
    [InlineData("docs/verification.md", 0, 2, August)]
    public async Task On_this_machine(string page, int first, int last, string before)
    {
        LayOut();
        _session.Variables["GITHUB_STEP_SUMMARY"] = Path.Combine(_session.Folder, "summary.md");

        var result = await TypeAsync(page, first, last, before);

        Assert.True(result is { ExitCode: 0, Error: "" }, $"exit {result.ExitCode}\n{result.Output}\n{result.Error}");
    }

    [Theory]
    [InlineData("README.md", 2)]
    [InlineData("docs/aws.md", 0)]
    [InlineData("docs/migration.md", 0)]
    public async Task At_AWS(string page, int first)
    {
        await using var moto = new MotoServer();
        using var cloud = await MotoCloud.OpenAsync(moto, "us-west-2");
        var bucket = await cloud.NewBucketAsync();
        LayOut();
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_session.Folder, "aws", "config")).FullName, "aws_config.ini");
        await File.WriteAllTextAsync(file, $"""
            [AWS_ACCOUNT]
            aws_region = us-west-2 # Oregon
            [STORAGE]
            s3_bucket = {bucket}
            [BATCH]
            memory = 4096
            """, TestContext.Current.CancellationToken);
        _session.Variables["AWS_ENDPOINT_URL"] = cloud.Endpoint.AbsoluteUri;
        _session.Variables["AWS_ACCESS_KEY_ID"] = _session.Variables["AWS_SECRET_ACCESS_KEY"] = "testing";

        // moto wants a role of Batch's where AWS does best without, and there is no registry here: ImageTests have one.
        var result = await TypeAsync(page, first, page == "docs/migration.md" ? first : int.MaxValue, $$"""
            $PSDefaultParameterValues['New-GlacierBatchEnvironment:ServiceRole'] = '{{MotoCloud.ServiceRole}}'
            function Publish-GlacierImage {
                param($Environment)
                $null = Set-GlacierBatchEnvironment $Environment -Image "123456789012.dkr.ecr.us-west-2.amazonaws.com/x@sha256:$('a' * 64)"
            }
            """, text => text.Replace("greenland-glacier-data", bucket, StringComparison.Ordinal));

        Assert.True(result is { ExitCode: 0, Error: "" }, $"exit {result.ExitCode}\n{result.Output}\n{result.Error}");
        if (page != "docs/migration.md")
            Assert.Equal("", await cloud.AwsAsync("cloudformation", "list-stacks", "--stack-status-filter", "CREATE_COMPLETE", "--query",
                "StackSummaries[?contains(StackName, 'greenland')].StackName"));
    }

    /// <summary>Two good jobs and a bad one, and the names that the pages have for them.</summary>
    private const string August = """
        $null = New-GlacierBatchEnvironment demo -Workload ./samples/workload -MemoryMiB 512
        $window = @{ StartDate = '2025-08-01'; EndDate = '2025-08-06' }
        $jobs = Submit-GlacierJob 134_Arsuk, 018_snebrae -Satellite sentinel2 @window -RunName august | Wait-GlacierJob
        $others = $jobs
        $env:SAMPLE_FAULT = 'exit-1'
        $job = Submit-GlacierJob 191_Hagen_Brae -Satellite landsat @window -RunName july | Wait-GlacierJob
        $env:SAMPLE_FAULT = $null
        """;

    /// <summary>What a clone has at these places after a build.</summary>
    private void LayOut()
    {
        foreach (var part in new[] { "module", "en-US", Path.Combine("samples", "workload") })
            GatedWorkload.CopyFolder(Path.Combine(RepositoryRoot.Path, part), Path.Combine(_session.Folder, part));
        GatedWorkload.CopyFolder(ModuleSession.SampleWorkload, Path.Combine(_session.Folder, "greenland-glacier-flow"));
        File.Copy(ModuleSession.Manifest, Path.Combine(_session.Folder, "GlacierBatch.psd1"));
    }

    private Task<HostResult> TypeAsync(string page, int first, int last, string before, Func<string, string>? change = null)
    {
        var document = Markdown.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Path, page)));
        var blocks = document.Descendants<FencedCodeBlock>().Where(code => code.Info == "powershell").ToList();
        Assert.True(blocks.Count > first, $"{page} has {blocks.Count} blocks.");
        var typed = string.Join("\n\n", blocks.Skip(first).Take(last - first + 1).Select(code => code.Lines.ToString()));
        return _session.TryAsync($$"""
            $ConfirmPreference = 'None'
            Set-Location '{{_session.Folder}}'
            Import-Module ./GlacierBatch.psd1
            {{before}}
            {{change?.Invoke(typed) ?? typed}}
            """);
    }
}
