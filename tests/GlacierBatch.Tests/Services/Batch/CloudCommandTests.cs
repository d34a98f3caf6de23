using Amazon.Runtime;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>The cmdlets against AWS, with credentials of another copy of the SDK as those of AWS.Tools are.</summary>
[Collection(CloudHome.InThisProcess)]
public sealed class CloudCommandTests(MotoServer moto) : IAsyncLifetime
{
    private const string AccessKey = "AKIAGLACIERTESTKEY77";
    private const string SecretKey = "secretkey/GLACIER/never/in/any/output/0077";

    private const string Know = """
        Get-GlacierBatchEnvironment greenland -Bucket $bucket -AwsRegion us-east-1 -EndpointUrl $endpoint @known -Verbose
        """;

    private readonly ModuleSession _session = new();
    private CloudHome? _home;

    private CloudHome Home => _home ?? throw new InvalidOperationException("The test has not begun.");

    public async ValueTask InitializeAsync()
    {
        _home = await CloudHome.CreateAsync(moto);
        _session.Set("bucket", Home.Bucket);
        _session.Set("endpoint", Home.Proxy.Url);
        _session.Set("keys", new BasicAWSCredentials(AccessKey, SecretKey));
    }

    public async ValueTask DisposeAsync()
    {
        // As long as its AWS is there.
        _session.Try("Remove-GlacierBatch greenland -Force; $global:StoredAWSCredentials = $null; Get-GlacierRun");
        _session.Dispose();
        if (_home is not null) await _home.DisposeAsync();
    }

    [Fact]
    public async Task A_credential_object_serves_the_session_and_is_in_nothing_that_is_said_or_kept()
    {
        _session.Run("$known = @{ Credential = $keys }");
        var said = new List<string>();
        Take(said, _session.RunAll(Know));

        var submitted = _session.RunAll("""
            Submit-GlacierJob 134_Arsuk, 140_CentralLindenow -Satellite sentinel2 -Date1 2025-08-01 -Date2 2025-08-06 `
                -Environment greenland -Compute OnDemand -RunName by-command -Verbose
            """);
        Take(said, submitted);
        Assert.Equal(2, submitted.Objects.Count);
        Assert.Equal(CloudHome.OnDemandQueue, Assert.Single(Home.World.Jobs).Queue);
        await new TaskWorker(Home.World, Home.Store()).RunAsync();
        var ended = _session.RunAll("Wait-GlacierJob -RunName by-command -Environment greenland -Timeout 60 -Verbose");
        Take(said, ended);
        Assert.All(ended.Objects, job => Assert.Equal("SUCCEEDED", job.Properties["Status"].Value.ToString()));
        Home.Proxy.Script(request => request.Is("POST", "/v1/"), new Fault.Answer(403,
            """{"message":"is not authorized to perform: batch:SubmitJob","__type":"AccessDeniedException"}""", "application/json"), 50);
        Take(said, _session.Try("""
            Submit-GlacierJob 134_Arsuk -Satellite sentinel2 -Date1 2025-08-01 -Date2 2025-08-06 -Environment greenland -Verbose
            """));

        Assert.Contains(said, text => text.Contains("batch:SubmitJob", StringComparison.Ordinal));
        Assert.All(said, RequireNoSecret);
        Assert.All(Directory.GetFiles(ModuleHome.Path, "ledger.db*"), file => RequireNoSecret(ReadShared(file)));
        Assert.All(await CommandLinesAsync(), RequireNoSecret);
    }

    [Fact]
    public void What_Set_AWSCredential_keeps_for_the_session_is_honoured()
    {
        _session.Set("stored", new StoredCredentials(new BasicAWSCredentials(AccessKey, SecretKey)));
        _session.Run("$known = @{}; $global:StoredAWSCredentials = $stored");

        var environment = Assert.Single(_session.Run(Know));

        Assert.Equal("123456789012", environment.Properties["AccountId"].Value);
        Assert.Contains(
            Home.Proxy.Requests, request => request.Header("Authorization")?.Contains(AccessKey, StringComparison.Ordinal) == true);
    }

    private static void Take(List<string> said, SessionResult result)
    {
        said.AddRange(result.Verbose);
        said.AddRange(result.Warnings);
        foreach (var error in result.Errors) said.AddRange(
            [error.ToString(), error.Exception.ToString(), $"{error.ErrorDetails?.RecommendedAction}"]);
        said.AddRange(result.Objects.Select(item => string.Join(' ', item.Properties.Select(property => property.Value))));
        said.AddRange(result.Progress.Select(record => record.ToString()));
    }

    private static void RequireNoSecret(string text)
    {
        Assert.DoesNotContain(SecretKey, text, StringComparison.Ordinal);
        Assert.DoesNotContain(AccessKey, text, StringComparison.Ordinal);
    }

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static async Task<IReadOnlyList<string>> CommandLinesAsync()
    {
        if (!OperatingSystem.IsLinux()) return [];
        var lines = new List<string>();
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            try
            {
                lines.Add(await File.ReadAllTextAsync(Path.Combine(process, "cmdline")));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile.
            }
        }

        return lines;
    }

    /// <summary>As AWS.Tools wraps them: the credentials are in a member that is not public.</summary>
    private sealed class StoredCredentials(AWSCredentials credentials)
    {
        internal AWSCredentials Credentials { get; } = credentials;
    }
}
