using System.Text;
using GlacierBatch.Contract.Processes;
using Xunit;

namespace GlacierBatch.Tests.Processes;

/// <summary>What a child process is given and what it prints, line by line.</summary>
public sealed class ProcessRunnerTests(PythonScripts scripts) : IClassFixture<PythonScripts>
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(75)]
    [InlineData(255)]
    public async Task The_exit_code_is_the_scripts(int code)
    {
        var (outcome, _) = await PythonScripts.RunAsync(scripts.Request($"import sys; sys.exit({code})"));
        Assert.Equal(ProcessEnd.Exited, outcome.End);
        Assert.Equal(code, outcome.ExitCode);
        Assert.True(outcome.Duration > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_signal_is_reported_as_128_and_its_number()
    {
        var (outcome, _) = await PythonScripts.RunAsync(scripts.Request("import os; os.kill(os.getpid(), 9)"));
        Assert.Equal(new { End = ProcessEnd.Exited, ExitCode = 137 }, new { outcome.End, outcome.ExitCode });
    }

    [Fact]
    public async Task Both_outputs_keep_their_order_and_their_letters()
    {
        var (_, lines) = await PythonScripts.RunAsync(scripts.Request("""
            import sys
            for i in range(500):
                print(f"Gletscher Nø. {i} \u2603 \U0001F9CA")
                print(f"åben {i}", file=sys.stderr)
            print()
            sys.stdout.write("no end of line")
            """));
        Assert.Equal(
            [.. Enumerable.Range(0, 500).Select(i => $"Gletscher Nø. {i} \u2603 \U0001F9CA"), "", "no end of line"],
            lines.Where(l => !l.IsError).Select(l => l.Text));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"åben {i}"), lines.Where(l => l.IsError).Select(l => l.Text));
    }

    [Fact]
    public async Task Lines_are_handed_on_one_at_a_time()
    {
        var inside = 0;
        var most = 0;
        await PythonScripts.RunAsync(
            scripts.Request("import sys\nfor i in range(2000): print(i, file=sys.stdout if i % 2 else sys.stderr)"),
            seen: _ =>
            {
                most = Math.Max(most, Interlocked.Increment(ref inside));
                Interlocked.Decrement(ref inside);
            });
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task A_huge_line_comes_in_pieces_that_lose_no_letter()
    {
        var (_, lines) = await PythonScripts.RunAsync(scripts.Request("print('x' + '\u2603' * 1000000)\nprint('after')"));
        var pieces = lines.Select(l => l.Text).ToList();
        Assert.Equal("after", pieces[^1]);
        Assert.Equal("x" + new string('\u2603', 1000000), string.Concat(pieces[..^1]));
        Assert.All(pieces, p => Assert.True(Encoding.UTF8.GetByteCount(p) <= 65536));
    }

    [Fact]
    public async Task Control_characters_and_what_is_not_UTF8_do_no_harm()
    {
        var (_, lines) = await PythonScripts.RunAsync(scripts.Request(
            @"import sys; sys.stdout.buffer.write(b'a\x1b[31m\tb\x00\r\n\xff\xfe ok\nlast \xe2\x98')"));
        Assert.Equal(["a?[31m\tb?", "\uFFFD\uFFFD ok", "last \uFFFD"], lines.Select(l => l.Text));
    }

    [Fact]
    public async Task The_input_is_empty_and_nothing_of_the_terminal_is_shared()
    {
        var (_, lines) = await PythonScripts.RunAsync(scripts.LinuxRequest("""
            import os, sys, signal
            print(repr(sys.stdin.read()), os.getsid(0) == os.getpid(), os.getpgrp() == os.getpid())
            print(os.readlink("/proc/self/fd/0"), [os.readlink(f"/proc/self/fd/{i}").split(":")[0] for i in (1, 2)])
            print(signal.pthread_sigmask(signal.SIG_BLOCK, []))
            """));
        Assert.Equal(["'' True True", "/dev/null ['pipe', 'pipe']", "set()"], lines.Select(l => l.Text));
    }

    [Fact]
    public async Task Hostile_arguments_arrive_byte_for_byte()
    {
        string[] hostile =
        [
            "; rm -rf /tmp/nothing", "\"'`$HOME`$(id)\\", "two\nlines", "Sermeq Kujalleq ÆØÅ \U0001F9CA",
            "", " ", "-c", "*", "a\\\"b", "%PATH%",
        ];
        var (_, lines) = await PythonScripts.RunAsync(
            scripts.Request("import sys, os\nfor a in sys.argv[1:]: print(os.fsencode(a).hex())", hostile));
        Assert.Equal(hostile.Select(a => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(a))), lines.Select(l => l.Text));
    }

    [Fact]
    public async Task The_environment_is_inherited_changed_and_marked()
    {
        var request = scripts.Request("""
            from os import environ, getcwd
            print(environ['GLACIERBATCH_TASK'], environ['REGION'], 'HOME' in environ, 'PATH' in environ, getcwd())
            """);
        request = request with { Environment = new Dictionary<string, string?> { ["REGION"] = "a=b ø", ["HOME"] = null } };
        var (_, lines) = await PythonScripts.RunAsync(request);
        Assert.Equal($"{request.Mark} a=b ø False True {scripts.Folder}", Assert.Single(lines).Text);
    }

    [Fact]
    public async Task A_missing_program_or_folder_and_a_file_that_is_no_program_are_named()
    {
        var request = scripts.LinuxRequest("");
        var text = Path.Combine(scripts.Folder, "plain.txt");
        await File.WriteAllTextAsync(text, "no program");
        var broken = Path.Combine(scripts.Folder, "broken");
        await File.WriteAllTextAsync(broken, "\u0001\u0002");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(broken, (UnixFileMode)0b111_101_101);

        var missing = await Assert.ThrowsAsync<FileNotFoundException>(
            () => PythonScripts.RunAsync(request with { FileName = "/nowhere/python" }));
        Assert.Contains("/nowhere/python", missing.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<FileNotFoundException>(
            () => PythonScripts.RunAsync(request with { FileName = "no-such-program-anywhere" }));
        var plain = await Assert.ThrowsAsync<IOException>(() => PythonScripts.RunAsync(request with { FileName = text }));
        Assert.Contains("not executable", plain.Message, StringComparison.Ordinal);
        var format = await Assert.ThrowsAsync<IOException>(() => PythonScripts.RunAsync(request with { FileName = broken }));
        Assert.Contains("not a program for this machine", format.Message, StringComparison.Ordinal);
        var folder = await Assert.ThrowsAsync<IOException>(() => PythonScripts.RunAsync(request with { WorkingDirectory = "/nowhere" }));
        Assert.Contains("/nowhere", folder.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => PythonScripts.RunAsync(request with { Arguments = ["a\0b"] }));
    }

    [Fact]
    public async Task A_name_without_a_folder_is_found_on_PATH()
    {
        var (outcome, _) = await PythonScripts.RunAsync(scripts.Request("") with { FileName = "env", Arguments = ["true"] });
        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public async Task Who_fails_to_take_a_line_ends_the_process_and_learns_why()
    {
        ProcessIdentity? child = null;
        var request = scripts.Request("import time\nprint('line', flush=True)\ntime.sleep(600)");
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => new ProcessRunner(TimeProvider.System).RunAsync(
            request, c => child = c, _ => throw new InvalidOperationException("disk full"), CancellationToken.None));
        Assert.Equal("disk full", thrown.Message);
        Assert.False(Assert.IsType<ProcessIdentity>(child).IsAlive());
    }

    [Fact]
    public async Task Who_fails_to_note_the_start_leaves_not_even_a_zombie()
    {
        ProcessIdentity? child = null;
        await Assert.ThrowsAsync<InvalidOperationException>(() => new ProcessRunner(TimeProvider.System).RunAsync(
            scripts.LinuxRequest("import signal; signal.pause()"),
            identity =>
            {
                child = identity;
                throw new InvalidOperationException("ledger locked");
            },
            _ => { },
            CancellationToken.None));
        Assert.False(Directory.Exists($"/proc/{Assert.IsType<ProcessIdentity>(child).Id}"));
    }

    [Fact]
    public async Task Many_run_at_once_and_each_has_its_own_end_and_output()
    {
        var request = scripts.Request("print('done')");
        var runs = await Task.WhenAll(Enumerable.Range(0, 24).Select(
            _ => PythonScripts.RunAsync(request with { Mark = PythonScripts.NewMark() })));
        Assert.All(runs, r => Assert.Equal((0, "done"), (r.Outcome.ExitCode, Assert.Single(r.Lines).Text)));
        Assert.All(runs, r => Assert.Equal(ProcessEnd.Exited, r.Outcome.End));
    }

    [Fact]
    public async Task Where_the_signal_to_stop_is_there_already_nothing_is_started()
    {
        var (outcome, lines) = await PythonScripts.RunAsync(scripts.Request("print('ran')"), stop: new CancellationToken(true));
        Assert.Equal(new ProcessOutcome(ProcessEnd.Stopped, 143, TimeSpan.Zero, 0), outcome);
        Assert.Empty(lines);
    }
}
