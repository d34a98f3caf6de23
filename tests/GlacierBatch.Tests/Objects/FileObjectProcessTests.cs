using System.Globalization;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Objects;

/// <summary>Several real processes, and real kills, at one folder.</summary>
public sealed class FileObjectProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<TestChild> _children = [];
    private readonly FileObjectStore _store;

    public FileObjectProcessTests() => _store = new FileObjectStore(_folder.Path);

    public void Dispose()
    {
        foreach (var child in _children) child.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Of_many_processes_that_put_if_absent_exactly_one_wins()
    {
        var children = Enumerable.Range(0, 6)
            .Select(i => Start("try-put", _folder.Path, "runs/r/result.json", i.ToString(CultureInfo.InvariantCulture))).ToArray();
        await ReleaseAsync(children);
        var answers = await Task.WhenAll(children.Select(c => c.ReadLineAsync()));
        Assert.Equal(["lost", "lost", "lost", "lost", "lost", "won"], answers.Order());
        Assert.Equal(
            Array.IndexOf(answers, "won").ToString(CultureInfo.InvariantCulture), await _store.GetTextAsync("runs/r/result.json"));
    }

    [Fact]
    public async Task Of_increments_by_several_processes_none_is_lost()
    {
        await _store.PutTextAsync("counter", "0");
        var children = Enumerable.Range(0, 4).Select(_ => Start("increment", _folder.Path, "counter", "25")).ToArray();
        await ReleaseAsync(children);
        Assert.All(await Task.WhenAll(children.Select(c => c.ReadLineAsync())), answer => Assert.Equal("done", answer));
        Assert.Equal("100", await _store.GetTextAsync("counter"));
    }

    [Fact]
    public async Task Of_increments_by_several_threads_none_is_lost()
    {
        await _store.PutTextAsync("counter", "0");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < 10;)
            {
                var current = await _store.GetAsync("counter") ?? throw new InvalidOperationException("gone");
                var next = int.Parse(System.Text.Encoding.UTF8.GetString(current.Content.Span), CultureInfo.InvariantCulture) + 1;
                var text = next.ToString(CultureInfo.InvariantCulture);
                if (await _store.TryPutTextAsync("counter", text, PutCondition.Match(current.ETag)) is not null) done++;
            }
        })));
        Assert.Equal("80", await _store.GetTextAsync("counter"));
    }

    [Fact]
    public async Task Of_threads_that_put_if_absent_exactly_one_wins_each_key()
    {
        for (var round = 0; round < 20; round++)
        {
            var key = $"keys/{round}/x";
            var won = await Task.WhenAll(Enumerable.Range(0, 8)
                .Select(i => Task.Run(() => _store.TryPutTextAsync(key, $"{i}", PutCondition.Absent))));
            Assert.Single(won, etag => etag is not null);
        }
    }

    [Fact]
    public async Task Deletions_that_empty_a_folder_do_not_disturb_writes_into_it()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            for (var round = 0; round < 100; round++)
            {
                await _store.PutTextAsync($"deep/er/{i}", "x");
                Assert.Equal("x", await _store.GetTextAsync($"deep/er/{i}"));
                await _store.DeleteAsync($"deep/er/{i}");
            }
        })));
        Assert.Empty(await _store.KeysAsync());
    }

    [Fact]
    public async Task A_writer_killed_half_way_leaves_the_old_object_and_no_lock()
    {
        await _store.PutTextAsync("a/scene.tif", "old");
        var child = Start("put-half", _folder.Path, "a/scene.tif", "3000000");
        await ReleaseAsync(child);
        await child.WaitForAsync("half");
        await child.KillAsync();

        Assert.Equal("old", await _store.GetTextAsync("a/scene.tif"));
        Assert.Equal(["a/scene.tif"], await _store.KeysAsync());
        var leftover = Assert.Single(Directory.GetFiles(_folder.File(".glacierbatch/temp")));
        Assert.Equal(3_000_000, new FileInfo(leftover).Length);
        await _store.PutTextAsync("a/scene.tif", "new");
        Assert.Equal("new", await _store.GetTextAsync("a/scene.tif"));
    }

    [Fact]
    public async Task What_a_killed_writer_left_is_swept_when_it_is_old()
    {
        await _store.PutTextAsync("a", "x");
        var (old, young) = (_folder.File(".glacierbatch/temp/old"), _folder.File(".glacierbatch/temp/young"));
        File.WriteAllText(old, "x");
        File.WriteAllText(young, "x");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-8));
        await new FileObjectStore(_folder.Path).PutTextAsync("a", "y");
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
    }

    [Fact]
    public async Task A_writer_killed_at_any_moment_leaves_a_whole_object()
    {
        const int Size = 4_000_000;
        for (var round = 1; round <= 4; round++)
        {
            var child = Start("put-forever", _folder.Path, "big", Size.ToString(CultureInfo.InvariantCulture));
            await ReleaseAsync(child);
            await child.WaitForAsync(round.ToString(CultureInfo.InvariantCulture));

            // While it writes, and after it was killed in whatever it was doing.
            for (var read = 0; read < 5; read++) RequireWhole(await _store.GetAsync("big"), Size);
            await child.KillAsync();
            RequireWhole(await _store.GetAsync("big"), Size);
            Assert.Equal(["big"], await _store.KeysAsync());
        }
    }

    [Fact]
    public async Task A_lock_is_waited_for_and_ends_with_the_process_that_held_it()
    {
        var child = Start("hold", _folder.Path, "a");
        await ReleaseAsync(child);
        await child.WaitForAsync("held");

        var time = new StepTime();
        var waiting = new FileObjectStore(_folder.Path, time).TryPutTextAsync("a", "x", PutCondition.Absent);
        for (var i = 0; i < 20; i++) await time.StepAsync(TimeSpan.FromMilliseconds(50), waiting);
        Assert.False(waiting.IsCompleted);
        Assert.Null(await _store.FindAsync("a"));

        await child.KillAsync();
        await time.StepAsync(TimeSpan.FromMilliseconds(50), waiting);
        Assert.NotNull(await waiting);
    }

    [Fact]
    public async Task A_lock_that_is_never_given_back_ends_the_wait_with_a_sentence_and_so_does_a_cancellation()
    {
        var child = Start("hold", _folder.Path, "a");
        await ReleaseAsync(child);
        await child.WaitForAsync("held");

        var time = new StepTime();
        var store = new FileObjectStore(_folder.Path, time);
        using var stop = new CancellationTokenSource();
        var cancelled = new FileObjectStore(_folder.Path, new StepTime()).TryPutAsync("a", new byte[1], PutCondition.Absent, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        var waiting = store.PutTextAsync("a", "x");
        while (!waiting.IsCompleted) await time.StepAsync(TimeSpan.FromSeconds(10), waiting);
        var e = await Assert.ThrowsAnyAsync<IOException>(() => waiting);
        Assert.Contains("another process has held its lock for 2 minutes", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.File(".glacierbatch/temp")));
    }

    private static void RequireWhole(StoredDocument? document, int size)
    {
        Assert.NotNull(document);
        Assert.Equal(size, document.Content.Length);
        Assert.False(document.Content.Span.ContainsAnyExcept(document.Content.Span[0]));
    }

    private static async Task ReleaseAsync(params TestChild[] children)
    {
        foreach (var child in children) await child.WaitForAsync("ready");
        foreach (var child in children) await child.GoAsync();
    }

    private TestChild Start(params string[] arguments)
    {
        var child = TestChild.Start(arguments);
        _children.Add(child);
        return child;
    }
}
