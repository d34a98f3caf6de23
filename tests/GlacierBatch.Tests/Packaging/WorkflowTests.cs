using System.Text.RegularExpressions;
using GlacierBatch.Tests.TestSupport;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace GlacierBatch.Tests.Packaging;

/// <summary>
/// The workflows of GitHub Actions, which no machine here runs: what they pin, what they may do, and that what they name is there.
/// </summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Workflows { get; } =
        [.. Directory.GetFiles(Folder("workflows"), "*.yml").Select(path => Path.GetRelativePath(RepositoryRoot.Path, path))];

    public static TheoryData<string> All { get; } =
        [.. Directory.GetFiles(Folder(""), "*.yml", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(RepositoryRoot.Path, path))];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_action_is_pinned_by_its_hash_and_says_its_version(string file)
    {
        foreach (var line in File.ReadLines(Full(file)).Where(line => line.Contains("uses: ", StringComparison.Ordinal)))
            Assert.Matches(PinnedShape(), line);
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Nothing_is_allowed_that_a_job_does_not_ask_for(string file)
    {
        var root = Read(file);

        Assert.Empty(Assert.IsType<YamlMappingNode>(root["permissions"]).Children);
        foreach (var (name, job) in Jobs(root))
        {
            var permissions = Assert.IsType<YamlMappingNode>(job["permissions"]).Children
                .ToDictionary(each => each.Key.ToString(), each => each.Value.ToString());
            var uses = job.ToString();
            var signs = uses.Contains("actions/attest@", StringComparison.Ordinal)
                || uses.Contains("configure-aws-credentials@", StringComparison.Ordinal)
                || uses.Contains("checkpoint.yml", StringComparison.Ordinal);
            Assert.True(signs == (permissions.GetValueOrDefault("id-token") == "write"), $"{file}, {name}: id-token");
            Assert.All(
                permissions.Where(each => each.Value == "write"),
                each => Assert.Contains(each.Key, new[] { "id-token", "attestations", "contents", "packages" }));
            if (!file.EndsWith("release.yml", StringComparison.Ordinal))
                Assert.DoesNotContain(permissions, each => each is { Key: not "id-token", Value: "write" });
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_the_steps_run_is_there_and_takes_no_text_from_outside(string file)
    {
        foreach (var script in Scalars(Read(file), "run"))
        {
            // An expression in a script is text that whoever names a branch can write; variables are not.
            Assert.DoesNotContain("${{", script, StringComparison.Ordinal);
            foreach (Match named in PathShape().Matches(script))
            {
                // scripts/build-containers makes that one.
                if (named.Value.StartsWith("containers/bin", StringComparison.Ordinal)) continue;
                Assert.True(Path.Exists(Full(named.Value)), $"{file} names {named.Value}, which is not there.");
            }
        }

        foreach (var used in Scalars(Read(file), "uses").Where(used => used.StartsWith("./", StringComparison.Ordinal)))
            Assert.True(Path.Exists(Full(used)), $"{file} uses {used}, which is not there.");
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Jobs_wait_for_jobs_that_there_are_and_end_by_themselves(string file)
    {
        var jobs = Jobs(Read(file)).ToList();
        foreach (var (name, job) in jobs)
        {
            if (job.Children.TryGetValue("needs", out var needs))
                Assert.Contains(needs.ToString(), jobs.Select(each => each.Name));
            Assert.True(
                job.Children.ContainsKey("uses") || job.Children.ContainsKey("timeout-minutes"), $"{file}, {name} has no time limit.");
        }
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void What_a_job_brings_has_its_version_and_pwsh_is_there_before_it_is_used(string file)
    {
        foreach (var (name, job) in Jobs(Read(file)))
        {
            var script = string.Join('\n', Scalars(job, "run"));
            var first = Regex.Match(script, "dotnet (pwsh|test)");
            var restored = script.IndexOf("dotnet tool restore", StringComparison.Ordinal);
            Assert.True(!first.Success || (restored >= 0 && restored < first.Index), $"{file}, {name}: without its pwsh tests are skipped");
            foreach (Match line in Regex.Matches(script, "pip install (.*)"))
                Assert.All(line.Groups[1].Value.Split(' '), package => Assert.Contains("==", package, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void No_credentials_stay_in_a_checkout(string file)
    {
        var text = File.ReadAllText(Full(file));
        Assert.Equal(Regex.Count(text, "actions/checkout@"), Regex.Count(text, "persist-credentials: false"));
        Assert.DoesNotContain("aws-access-key-id", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("pull_request_target", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_six_checkpoints_come_one_after_another_each_behind_its_own_approval()
    {
        var jobs = Jobs(Read(Path.Combine(".github", "workflows", "checkpoints.yml"))).ToList();

        Assert.Equal(["step1", "step2", "step3", "step4", "step5", "step6"], jobs.Select(job => job.Name));
        Assert.Equal(["1", "2", "3", "4", "5", "6"], jobs.Select(job => job.Job["with"]["step"].ToString()));
        Assert.Equal(["step1", "step2", "step3", "step4", "step5"], jobs.Skip(1).Select(job => job.Job["needs"].ToString()));
        var (_, decide) = Assert.Single(Jobs(Read(Path.Combine(".github", "workflows", "checkpoint.yml"))));
        Assert.Equal("checkpoint-${{ inputs.step }}", decide["environment"].ToString());
    }

    private static string Folder(string name) => Path.Combine(RepositoryRoot.Path, ".github", name);

    private static string Full(string file) => Path.GetFullPath(Path.Combine(RepositoryRoot.Path, file));

    private static YamlMappingNode Read(string file)
    {
        using var reader = File.OpenText(Full(file));
        var stream = new YamlStream();
        stream.Load(reader);
        return Assert.IsType<YamlMappingNode>(Assert.Single(stream.Documents).RootNode);
    }

    private static IEnumerable<(string Name, YamlMappingNode Job)> Jobs(YamlMappingNode root) =>
        ((YamlMappingNode)root["jobs"]).Children.Select(each => (each.Key.ToString(), (YamlMappingNode)each.Value));

    /// <summary>Every text under a key, wherever it stands.</summary>
    private static IEnumerable<string> Scalars(YamlMappingNode root, string key) => root.AllNodes
        .OfType<YamlMappingNode>()
        .SelectMany(map => map.Children.Where(each => each.Key.ToString() == key))
        .Select(each => each.Value)
        .OfType<YamlScalarNode>()
        .Select(scalar => scalar.Value ?? "")
        .Distinct();

    [GeneratedRegex(@"uses: (\./[a-z./]+|[a-z-]+/[a-z-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex PinnedShape();

    [GeneratedRegex(
        @"(?<![\w/])(scripts|src|tests|containers)/(?!bin/)[\w./-]*\w(?=[\s""']|$)|(?<![\w/])build\.ps1", RegexOptions.CultureInvariant)]
    private static partial Regex PathShape();
}
