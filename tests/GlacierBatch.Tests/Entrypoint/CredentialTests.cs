using System.Security.Cryptography;
using System.Text;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Entrypoint;

/// <summary>
/// The role of the container, as ECS hands it out: by an address in a variable, a token, and short-lived keys that nobody writes down.
/// The program and the scripts ask a server on this machine for them, with AWS's own libraries.
/// </summary>
public sealed class CredentialTests(MotoServer moto)
{
    private const string Role = "/v2/credentials/1f5b0c86-role";
    private const string KeyId = "ASIAROLEOFTHECONTAINER";
    private const string Secret = "role/Secret+of/the/container0000000000001";
    private const string SessionToken = "role-session-token-of-the-container-2";
    private const string Pass = "pass-of-the-agent-3";

    /// <summary>
    /// A script that finds its keys as the production scripts' libraries do (boto3, else by hand as AWS documents it), tells their
    /// fingerprint, asks S3 with them where it can, and makes one scene.
    /// </summary>
    private const string Script = """
        import hashlib, json, shutil, urllib.request
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"): os.environ.pop(name, None)

        # A relative address is one of ECS's own agent, which here is the test's.
        agent = os.environ.get("TEST_AGENT", "169.254.170.2")

        def by_hand():
            relative = os.environ.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
            address = f"http://{agent}{relative}" if relative else os.environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"]
            request = urllib.request.Request(address)
            if "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE" in os.environ:
                with open(os.environ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"]) as file: request.add_header("Authorization", file.read())
            elif "AWS_CONTAINER_AUTHORIZATION_TOKEN" in os.environ:
                request.add_header("Authorization", os.environ["AWS_CONTAINER_AUTHORIZATION_TOKEN"])
            with urllib.request.urlopen(request) as answer: found = json.load(answer)
            return found["AccessKeyId"], found["SecretAccessKey"], found["Token"]

        try:
            import boto3, botocore.utils
            botocore.utils.ContainerMetadataFetcher.IP_ADDRESS = agent
            session = boto3.Session()
            keys = tuple(session.get_credentials().get_frozen_credentials())[:3]
            session.client("s3").list_objects_v2(Bucket=os.environ["S3_BUCKET"], Prefix="asked-by-the-script/")
        except ImportError:
            keys = by_hand()
        print("keys", hashlib.sha256("\n".join(keys).encode()).hexdigest(), flush=True)
        print("regions", os.environ["AWS_REGION"], os.environ["AWS_DEFAULT_REGION"], flush=True)

        scene = "S2A_MSIL2A_20250801T142011_N0511_R096"
        os.makedirs(f"{BASE}/{REGION}/clipped", exist_ok=True)
        os.makedirs(f"{BASE}/{REGION}/metadata/individual_csv", exist_ok=True)
        shutil.copyfile(f"{BASE}/{REGION}/template/{REGION}.tif", f"{BASE}/{REGION}/clipped/{scene}.tif")
        with open(f"{BASE}/{REGION}/metadata/individual_csv/{scene}.csv", "w") as file: file.write(f"{scene},x_B08.tif")
        """;

    private static string Fingerprint =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{KeyId}\n{Secret}\n{SessionToken}")));

    [Theory]
    [InlineData("AWS_REGION", false)]
    [InlineData("AWS_DEFAULT_REGION", true)]
    public async Task Program_and_script_get_the_roles_keys_by_its_full_address_and_nothing_of_them_is_written_down(
        string regionVariable, bool hasTokenFile)
    {
        await using var s3 = FaultProxy.Start(await moto.UrlAsync());
        await using var agent = Agent(s3.Url);
        using var run = await ContainerRun.CreateAsync(moto, s3.Url);
        await run.SubmitAsync(TestWorkload.OfScript(Path.Combine(run.Folder, "w"), Script),
            [ContainerRun.Task(Satellite.Sentinel2)]);
        var token = Path.Combine(run.Folder, "token");
        await File.WriteAllTextAsync(token, Pass, TestContext.Current.CancellationToken);
        var before = s3.Requests.Count;

        var result = await run.RunAsync(RoleAlone(run,
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", new Uri(agent.Url, Role).ToString()),
            hasTokenFile ? ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", token) : ("AWS_CONTAINER_AUTHORIZATION_TOKEN", Pass),
            ("AWS_REGION", null), ("AWS_DEFAULT_REGION", null), (regionVariable, "eu-north-1")));

        var asked = s3.Requests.Skip(before).ToList();

        await RequireDoneAsync(run, result, "eu-north-1");
        RequireAsked(agent, byProgram: true);

        // All that was asked of S3, by either, is signed with the role's keys.
        Assert.NotEmpty(asked);
        Assert.All(asked, request => Assert.Contains($"Credential={KeyId}/", request.Header("Authorization"), StringComparison.Ordinal));
        Assert.All(asked, request => Assert.Equal(SessionToken, request.Header("x-amz-security-token")));
        await RequireNothingWrittenAsync(run, result);
    }

    [Fact]
    public async Task A_relative_address_reaches_the_script_as_the_service_set_it()
    {
        await using var agent = Agent(await moto.UrlAsync());
        using var run = await ContainerRun.CreateAsync(moto);
        await run.SubmitAsync(TestWorkload.OfScript(Path.Combine(run.Folder, "w"), Script),
            [ContainerRun.Task(Satellite.Sentinel2)]);

        // The program has keys of its own here: its library knows the agent only at ECS's fixed address.
        var result = await run.RunAsync(run.Variables([
            ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", Role), ("AWS_CONTAINER_AUTHORIZATION_TOKEN", Pass),
            ("TEST_AGENT", agent.Url.Authority), .. NoProfiles(run)]));

        await RequireDoneAsync(run, result, "us-east-1");
        RequireAsked(agent, byProgram: false);
        await RequireNothingWrittenAsync(run, result);
    }

    /// <summary>Gives the keys to whoever shows the pass.</summary>
    private static FaultProxy Agent(Uri unused) => FaultProxy.Start(unused, standIn: (request, _) =>
        request.Is("GET", Role) && request.Header("Authorization") == Pass
            ? (200, $$"""
                {"RoleArn":"arn:aws:iam::123456789012:role/job","AccessKeyId":"{{KeyId}}","SecretAccessKey":"{{Secret}}",
                 "Token":"{{SessionToken}}","Expiration":"2099-01-01T00:00:00Z"}
                """)
            : (403, """{"message":"no pass"}"""));

    /// <summary>Variables without a key, so that only the role is left.</summary>
    private static Dictionary<string, string?> RoleAlone(ContainerRun run, params (string Name, string? Value)[] own) =>
        run.Variables([("AWS_ACCESS_KEY_ID", null), ("AWS_SECRET_ACCESS_KEY", null), ("AWS_SESSION_TOKEN", null),
            .. NoProfiles(run), .. own]);

    /// <summary>The files of whoever runs the tests are not asked.</summary>
    private static (string Name, string? Value)[] NoProfiles(ContainerRun run)
    {
        var nothing = Path.Combine(run.Folder, "no-profiles");
        return [("AWS_PROFILE", null), ("AWS_SHARED_CREDENTIALS_FILE", nothing), ("AWS_CONFIG_FILE", nothing)];
    }

    private static async Task RequireDoneAsync(ContainerRun run, HostResult result, string region)
    {
        Assert.True(result.ExitCode == ExitCodes.Done, result.Output + result.Error);
        Assert.Contains($" out keys {Fingerprint}\n", result.Output, StringComparison.Ordinal);
        Assert.Contains($" out regions {region} {region}\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(TaskOutcome.Done, (await run.RecordAsync())?.Outcome);
    }

    private static void RequireAsked(FaultProxy agent, bool byProgram)
    {
        Assert.All(agent.Requests, request => Assert.Equal(Pass, request.Header("Authorization")));
        var isProgram = agent.Requests.ToLookup(
            request => request.Header("User-Agent")?.Contains("dotnet", StringComparison.OrdinalIgnoreCase) ?? false);
        Assert.NotEmpty(isProgram[false]);
        Assert.Equal(byProgram, isProgram[true].Any());
    }

    /// <summary>Neither what the container printed nor any object, the log and the record among them, holds a key.</summary>
    private static async Task RequireNothingWrittenAsync(ContainerRun run, HostResult result)
    {
        var keys = await run.KeysAsync();
        Assert.Contains(keys, key => key.EndsWith(".log", StringComparison.Ordinal));
        Assert.Contains(keys, key => key.Contains("/results/", StringComparison.Ordinal));
        var texts = new List<string> { result.Output, result.Error };
        foreach (var key in keys) texts.Add(key + await run.TextAsync(key));
        Assert.All(texts, text => Assert.All([KeyId, Secret, SessionToken, Pass], secret =>
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal)));
    }
}
