using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>Sessions of the runbook that are killed in the middle of a step: the next one goes on, and nothing is done twice.</summary>
public sealed class RunbookKillTests
{
    private const int Kill = 9;

    private const string Runbook = """
        $null = New-GlacierBatchEnvironment demo -Workload $rest[0] -MemoryMiB 256
        Start-GlacierRunbook demo -ExpectedCount 3 -ExpectedSize 234KB -StatusPath $rest[1] -WarningAction SilentlyContinue |
            ForEach-Object { "step $($_.Step) $($_.Decision), attempt $($_.Attempt)" }
        """;

    [Fact]
    public async Task A_runbook_killed_in_any_step_comes_to_six_go_with_one_attempt_each()
    {
        using var host = new HostSession();
        var (marks, gate) = (Path.Combine(host.Folder, "marks"), Path.Combine(host.Folder, "gate"));
        var library = Path.Combine(host.Folder, "library");
        var workload = TestWorkload.OfSample(Path.Combine(host.Folder, "workload"), new Dictionary<string, string>
        {
            ["SAMPLE_SCENES"] = "3", [TestWorkload.Marks] = marks, [TestWorkload.Gate] = gate,
        });
        AddSlowLibrary(workload, library);
        AddSlowGreetings(library);
        host.Variables["PYTHONPATH"] = library;
        string[] arguments = [workload, Path.Combine(host.Folder, "status")];

        // In step 1, before its job says hello; and in step 2, whose job says it again: it is the third to do so.
        foreach (var greeting in new[] { 1, 3 })
        {
            await KillWhenAsync(host, arguments, () => File.Exists(Path.Combine(library, $"greeting-{greeting}")));
            File.WriteAllText(Path.Combine(library, $"greet-{greeting}"), "");
        }

        // In step 3, while the stack is imported.
        await KillWhenAsync(host, arguments, () => File.Exists(Path.Combine(library, "begun")));
        File.WriteAllText(Path.Combine(library, "open"), "");

        // In step 4, while its script runs; in step 5, which has four; and in step 6, which has seven more. What a kill leaves behind may
        // have ended besides.
        await KillWhenAsync(host, arguments, () => Count(marks, "begin ") == 1);
        File.WriteAllText(gate, "");
        await KillWhenAsync(host, arguments, () => Count(marks, "end ") >= 3);
        await KillWhenAsync(host, arguments, () => Count(marks, "end ") >= 9);
        var lines = await host.RunAsync(Runbook, arguments);

        Assert.Equal(Enumerable.Range(1, 6).Select(step => $"step {step} Go, attempt 1"), lines);
        var stands = await host.RunAsync("""
            Get-GlacierCheckpoint -Environment demo | ForEach-Object { "$($_.Step): $($_.Attempts) $($_.Runs -join ' ')" }
            Get-GlacierRun -Environment demo | ForEach-Object { "$($_.RunName) $($_.Succeeded) of $($_.Jobs)" }
            """);
        Assert.Equal(
            [
                "1: 1", "2: 1", "3: 1", "4: 1 demo-step4-1-single", "5: 1 demo-step5-1-first demo-step5-1-second",
                "6: 1 demo-step6-1-production",
            ],
            stands.Take(6));
        Assert.Equal(
            ["demo-step4-1-single 1 of 1", "demo-step5-1-first 1 of 1", "demo-step5-1-second 3 of 3", "demo-step6-1-production 7 of 7"],
            stands.Skip(6));
    }

    private static async Task KillWhenAsync(HostSession host, string[] arguments, Func<bool> isTime)
    {
        await using var process = host.Start(Runbook, arguments);
        await Eventually.TrueAsync(isTime);
        process.Signal(Kill);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static int Count(string marks, string sign) =>
        File.Exists(marks) ? File.ReadAllLines(marks).Count(mark => mark.StartsWith(sign, StringComparison.Ordinal)) : 0;

    /// <summary>The first and the third interpreter that are to say hello wait for a word.</summary>
    private static void AddSlowGreetings(string library) => File.WriteAllText(Path.Combine(library, "sitecustomize.py"), """
        import os, sys, time
        here = os.path.dirname(os.path.realpath(__file__))
        if any("Hello from" in word for word in sys.orig_argv):
            number = 1
            while True:
                try:
                    os.close(os.open(os.path.join(here, f"greeting-{number}"), os.O_CREAT | os.O_EXCL | os.O_WRONLY))
                    break
                except FileExistsError:
                    number += 1
            while number in (1, 3) and not os.path.exists(os.path.join(here, f"greet-{number}")):
                time.sleep(0.01)
        """);

    /// <summary>A library that the scripts import, and that waits to be let go on.</summary>
    private static void AddSlowLibrary(string workload, string library)
    {
        Directory.CreateDirectory(library);
        File.WriteAllText(Path.Combine(library, "slow_library.py"), """
            import os, time
            here = os.path.dirname(os.path.realpath(__file__))
            open(os.path.join(here, "begun"), "w").close()
            while not os.path.exists(os.path.join(here, "open")):
                time.sleep(0.01)
            """);
        File.WriteAllText(Path.Combine(workload, TestWorkload.Scripts, "common", "more.py"), "import slow_library\n");
    }
}
