using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;
using GlacierBatch.Tests.Services;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Running;

/// <summary>
/// Scripts that leave what nobody expects where their outputs should be: the session goes on, nothing outside their folders is touched,
/// and one line says what was wrong.
/// </summary>
public sealed class HostileScriptTests : IDisposable
{
    private const string Good = """
        import shutil, socket, stat
        ROOT = os.path.dirname(BASE)
        OUTSIDE = "OUTSIDE-FOLDER"
        CLIPPED = f"{BASE}/{REGION}/clipped"
        LIST = f"{BASE}/{REGION}/metadata/combined_csv/{REGION}.csv"
        for folder in (CLIPPED, f"{BASE}/{REGION}/metadata/individual_csv", os.path.dirname(LIST)): os.makedirs(folder)
        shutil.copy(f"{BASE}/{REGION}/template/{REGION}.tif", f"{CLIPPED}/s.tif")
        for path in (f"{BASE}/{REGION}/metadata/individual_csv/s.csv", LIST):
            with open(path, "w") as file: file.write("0,1\ns,s\n")
        if REGION != "134_Arsuk": sys.exit(0)

        """;

    private readonly TemporaryFolder _folder = new();

    /// <summary>What the script does to the first region's outputs; the outcome; and what its reason says.</summary>
    public static TheoryData<string, TaskOutcome, string> Scripts => new()
    {
        { "shutil.rmtree(BASE); os.symlink(OUTSIDE, BASE)", TaskOutcome.Script, "a symbolic link in the place of its base folder" },
        { "os.rename(ROOT, ROOT + '.away'); os.symlink(OUTSIDE, ROOT)", TaskOutcome.Script, "a symbolic link in the place of its base" },
        { "shutil.rmtree(BASE)", TaskOutcome.Script, "removed its base folder" },
        { "shutil.rmtree(ROOT)", TaskOutcome.Script, "removed its base folder" },
        { "os.mkfifo(f'{CLIPPED}/pipe.tif')", TaskOutcome.LostScenes, "pipe.tif: it is a pipe, a socket or a device" },
        { "os.symlink('/etc/passwd', f'{CLIPPED}/link.tif')", TaskOutcome.LostScenes, "link.tif: it is a symbolic link" },
        { "open(os.fsencode(CLIPPED) + b'/\\xff\\xfe.tif', 'w').close()", TaskOutcome.LostScenes, "its name is not UTF-8" },
        { "open(f'{CLIPPED}/a\\nb\\x1b.tif', 'w').close()", TaskOutcome.LostScenes, "a?b?.tif: it has a control character" },
        { "os.remove(LIST); os.mkfifo(LIST)", TaskOutcome.Script, "134_Arsuk.csv cannot be used: it is a pipe" },
        { "os.truncate(LIST, 3 << 30)", TaskOutcome.Script, "134_Arsuk.csv cannot be used: its 3221225472 bytes are more" },
    };

    /// <summary>What the script does besides its work, which counts.</summary>
    public static TheoryData<string> Harmless => new()
    {
        "os.close(1); os.close(2)",
        "os.mkfifo(LOG)",
        "os.symlink('/etc/passwd', LOG)",
        "os.mkfifo(f'{BASE}/pipe'); socket.socket(socket.AF_UNIX).bind('sock')",
        "open(f'{BASE}/' + 'n' * 255, 'w').close()",
        "os.symlink(OUTSIDE, f'{CLIPPED}/elsewhere')",
        "os.symlink(BASE, f'{BASE}/round')",
        "[os.symlink(f'{OUTSIDE}/{name}', f'{ROOT}/{name}') for name in ('attempt.log', 'result.json')]",
        "os.chdir(BASE)\nfor depth in range(600): os.mkdir('deeper' * 20); os.chdir('deeper' * 20)",
        "[os.chmod(folder, 0) for folder in (ROOT,)]",
        "[os.write(1, b'x' * (1 << 20)) for _ in range(20)]",
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task What_cannot_be_an_output_is_told_in_one_line_and_nothing_outside_is_touched(
        string script, TaskOutcome outcome, string reason)
    {
        var (bad, other) = await RunAsync(script);

        Assert.Equal((JobStatus.FAILED, outcome, 1), (bad.Status, bad.Outcome, bad.Attempts));
        Assert.Contains(reason, bad.StatusReason, StringComparison.Ordinal);
        Assert.DoesNotContain(bad.StatusReason ?? "", char.IsControl);
        Assert.Equal(TaskOutcome.Done, other.Outcome);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task What_lies_beside_the_outputs_harms_nobody(string script)
    {
        var isForRoot = script.Contains("chmod", StringComparison.Ordinal);
        Assert.SkipWhen(isForRoot && !Environment.IsPrivilegedProcess, "root alone may look there");
        var (job, other) = await RunAsync(script);

        Assert.True(job.Outcome == TaskOutcome.Done, job.StatusReason);
        Assert.Equal(TaskOutcome.Done, other.Outcome);
    }

    private async Task<(Job Bad, Job Other)> RunAsync(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "pipes, links and such names are Unix's");
        var outside = Directory.CreateDirectory(_folder.File("outside")).FullName;
        string[] precious = ["precious", "script.log", "attempt.log", "result.json", "base/precious", "134_Arsuk/clipped/s.tif"];
        foreach (var file in precious.Select(file => Path.Combine(outside, file)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file) ?? outside);
            await File.WriteAllTextAsync(file, "precious");
        }

        var before = Snapshot.ReadFiles(outside);
        using var home = await LocalHome.CreateAsync(
            script: Good.Replace("OUTSIDE-FOLDER", outside, StringComparison.Ordinal) + script,
            environment: new EnvironmentSettings { MaxAttempts = 1, TimeoutSeconds = 60 });
        await using var client = home.Open();
        await LocalHome.SubmitAsync(client, regions: 2);
        var jobs = await LocalHome.WaitAsync(client);

        Assert.Equal(before, Snapshot.ReadFiles(outside));
        Assert.DoesNotContain("root:", string.Concat(Directory.EnumerateFiles(home.Bucket, "*.log", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(home.Bucket, "*.csv", SearchOption.AllDirectories)).Select(File.ReadAllText)));
        var bad = jobs.Single(job => job.Region == "134_Arsuk");
        var record = new FileInfo(Path.Combine(home.Bucket, StoreLayout.Result(bad.RunName, bad.Task)));
        Assert.InRange(record.Length, 1, 1 << 20);
        Assert.Empty(home.Scripts());

        // But for what a script has renamed.
        var left = Directory.EnumerateDirectories(Path.Combine(home.Home.Scratch(LocalHome.Environment), bad.RunName));
        Assert.All(left, folder => Assert.EndsWith(".away", folder, StringComparison.Ordinal));
        return (bad, jobs.Single(job => job.Region != "134_Arsuk"));
    }
}
