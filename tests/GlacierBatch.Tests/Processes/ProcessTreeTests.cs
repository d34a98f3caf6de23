using System.Diagnostics;
using GlacierBatch.Contract.Processes;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GlacierBatch.Tests.Processes;

/// <summary>The whole tree of a child process ends with it.</summary>
public sealed class ProcessTreeTests(PythonScripts scripts) : IClassFixture<PythonScripts>
{
    /// <summary>Starts what must not survive, says its id on standard output, and leaves.</summary>
    private const string Leaver = """
        import os, signal, sys
        kind = sys.argv[1]
        reader, writer = os.pipe()
        if os.fork() == 0:
            if kind != "child": os.setsid()
            if kind in ("daemon", "quiet daemon") and os.fork() != 0: os._exit(0)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            if kind == "quiet daemon": os.dup2(os.open("/dev/null", os.O_RDWR), 1); os.dup2(1, 2)
            os.write(writer, str(os.getpid()).encode())
            while True: signal.pause()
        print(os.read(reader, 100).decode())
        if len(sys.argv) > 2: signal.pause()
        """;

    [Theory]
    [InlineData("child")]
    [InlineData("session")]
    [InlineData("daemon")]
    [InlineData("quiet daemon")]
    public async Task What_the_main_process_leaves_behind_is_ended(string kind)
    {
        var (outcome, lines) = await PythonScripts.RunAsync(scripts.LinuxRequest(Leaver, kind), new FakeTimeProvider());
        Assert.Equal((ProcessEnd.Exited, 0), (outcome.End, outcome.ExitCode));
        Assert.Null(ProcessIdentity.Find(int.Parse(Assert.Single(lines).Text, null)));
    }

    [Theory]
    [InlineData("child")]
    [InlineData("daemon")]
    public async Task At_a_stop_whoever_ignores_it_is_killed_after_the_grace(string kind)
    {
        var time = new FakeTimeProvider();
        using var stop = new CancellationTokenSource();
        var pid = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = PythonScripts.RunAsync(
            scripts.LinuxRequest(Leaver, kind, "stay"), time, text => pid.TrySetResult(int.Parse(text, null)), stop.Token);
        var left = Assert.IsType<ProcessIdentity>(ProcessIdentity.Find(await pid.Task));
        await stop.CancelAsync();
        while (!run.IsCompleted)
        {
            // The grace begins on another thread, soon after the stop; until it is over, the ignoring one lives.
            time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        Assert.Equal(143, (await run).Outcome.ExitCode);
        Assert.False(left.IsAlive());
    }

    [Fact]
    public async Task An_output_kept_open_by_somebody_who_cannot_be_found_is_not_waited_for()
    {
        // Without the mark, without its parents, and never seen by a sample, because the clock stands still until it is too late.
        var time = new FakeTimeProvider();
        ProcessIdentity? main = null;
        var lines = new List<string>();
        var run = new ProcessRunner(time).RunAsync(
            scripts.LinuxRequest("""
                import os, sys
                reader, writer = os.pipe()
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() != 0: os._exit(0)
                    os.set_inheritable(writer, True)
                    code = "import os, signal, sys; print(os.getpid(), flush=True); os.write(int(sys.argv[1]), b'.'); signal.pause()"
                    os.execve(sys.executable, [sys.executable, "-c", code, str(writer)], {})
                os.wait()
                os.read(reader, 1)
                """),
            identity => main = identity,
            line => lines.Add(line.Text),
            CancellationToken.None);
        while (Assert.IsType<ProcessIdentity>(main).IsAlive()) await Task.Yield();
        while (!run.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var outcome = await run;
        Assert.Equal(0, outcome.ExitCode);
        using var hidden = Process.GetProcessById(int.Parse(Assert.Single(lines), null));
        hidden.Kill();
    }

    [Fact]
    public async Task An_identity_is_the_same_for_every_process_and_in_text()
    {
        using var stop = new CancellationTokenSource();
        ProcessIdentity? identity = null;
        var signs = new Signs();
        var request = scripts.LinuxRequest("import signal\nprint('ready')\nsignal.pause()");
        var run = new ProcessRunner(TimeProvider.System).RunAsync(request, i => identity = i, l => signs.See(l.Text), stop.Token);
        await signs.Seen("ready");
        var child = Assert.IsType<ProcessIdentity>(identity);
        Assert.True(child.IsAlive());
        Assert.Equal(child, ProcessIdentity.Find(child.Id));
        Assert.Equal(child, ProcessIdentity.Parse(child.ToString()));
        Assert.False((child with { Start = child.Start + "0" }).IsAlive());

        // Another program reads the same from the kernel.
        var (_, lines) = await PythonScripts.RunAsync(scripts.LinuxRequest(
            """
            import sys
            boot = open("/proc/sys/kernel/random/boot_id").read().strip()
            ticks = open(f"/proc/{sys.argv[1]}/stat").read().rsplit(")", 1)[1].split()[19]
            print(f"{sys.argv[1]}@{boot}-{ticks}")
            """,
            $"{child.Id}"));
        Assert.Equal(child.ToString(), Assert.Single(lines).Text);

        await stop.CancelAsync();
        await run;
        Assert.False(child.IsAlive());
        Assert.Null(ProcessIdentity.Find(child.Id));
        Assert.True(ProcessIdentity.Current.IsAlive());
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("x@2025-08-01T12:00:00.0000000+00:00")]
    [InlineData("12@")]
    public void What_is_no_identity_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => ProcessIdentity.Parse(text));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Orphans_of_a_killed_parent_are_ended(bool rootIsKnown)
    {
        // The parent plays a session that is killed: it starts a marked child, which starts one that leaves, and a bystander.
        var mark = PythonScripts.NewMark();
        var leaver = scripts.LinuxRequest(Leaver).Arguments[1];
        var parent = new ProcessStartInfo(PythonScripts.Python) { RedirectStandardOutput = true };
        foreach (var argument in new[] { "-u", "-c", """
            import os, signal, subprocess, sys
            marked = dict(os.environ, GLACIERBATCH_TASK=sys.argv[2])
            other = dict(os.environ, GLACIERBATCH_TASK=sys.argv[2] + "0")
            child = subprocess.Popen([sys.executable, "-u", sys.argv[1], "daemon", "stay"], env=marked, stdout=subprocess.PIPE, text=True)
            stranger = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], env=other)
            print(child.pid); print(child.stdout.readline().strip()); print(stranger.pid)
            signal.pause()
            """, leaver, mark })
        {
            parent.ArgumentList.Add(argument);
        }

        using var session = Assert.IsType<Process>(Process.Start(parent));
        var identities = new List<ProcessIdentity>();
        while (identities.Count < 3 && await session.StandardOutput.ReadLineAsync() is { } line)
        {
            identities.Add(Assert.IsType<ProcessIdentity>(ProcessIdentity.Find(int.Parse(line, null))));
        }

        session.Kill();
        await session.WaitForExitAsync();
        Assert.All(identities, i => Assert.True(i.IsAlive()));

        await ProcessTree.EndOrphansAsync(mark, rootIsKnown ? identities[0] : null, new FakeTimeProvider(), CancellationToken.None);
        Assert.Equal([false, false, true], identities.Select(i => i.IsAlive()));

        // An id that was used again is left alone.
        var reused = identities[2] with { Start = identities[2].Start + "0" };
        await ProcessTree.EndOrphansAsync(mark, reused, new FakeTimeProvider(), CancellationToken.None);
        Assert.True(identities[2].IsAlive());
        await ProcessTree.EndOrphansAsync(mark + "0", identities[2], new FakeTimeProvider(), CancellationToken.None);
        Assert.False(identities[2].IsAlive());
    }
}
