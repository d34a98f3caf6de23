using System.Security.Cryptography;
using System.Text;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Running;

/// <summary>A folder that takes a task's outputs as they are.</summary>
public sealed class FolderPublisherTests : IDisposable
{
    private const string Scene = "134_Arsuk/clipped/S2A_20250801.tif";
    private const string List = "134_Arsuk/metadata/combined_csv/134_Arsuk.csv";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_regions_list_names_no_scene_that_could_not_be_published()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2);
        var store = new FileObjectStore(bench.Bucket);
        var publisher = new FolderPublisher(store, new SharedOutputs(store), TimeProvider.System);
        var assignment = new TaskAssignment(bench.Manifest, 0, 1);
        var inTheWay = Path.Combine(bench.Bucket, bench.KeyOf(Scene), "in the way");
        Directory.CreateDirectory(inTheWay);

        await Assert.ThrowsAnyAsync<IOException>(
            () => publisher.PublishAsync(assignment, Written(), new PublishedFiles(), Nothing, Cancel));
        Assert.Null(await store.FindAsync(bench.KeyOf(List), Cancel));

        Directory.Delete(Path.GetDirectoryName(inTheWay)!, recursive: true);
        var files = Written();
        var outputs = await publisher.PublishAsync(assignment, files, new PublishedFiles(), Nothing, Cancel);
        await using var scene = await store.OpenReadAsync(bench.KeyOf(Scene), Cancel);
        Assert.Equal(outputs[1].Sha256, Convert.ToHexStringLower(await SHA256.HashDataAsync(scene, Cancel)));
        Assert.False(File.Exists(files[1].FullPath));
        Assert.NotNull(await store.FindAsync(bench.KeyOf(List), Cancel));
    }

    [Fact]
    public async Task A_list_that_another_task_changed_while_it_was_on_its_way_has_what_both_wrote()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2);
        var store = new FileObjectStore(bench.Bucket);
        var overtaken = new OvertakenFolder(
            store, () => new SharedOutputs(store).MergeAsync(bench.KeyOf(List), "clipped,tiles\nS2B_20250802.tif,2\n", null, Cancel));
        var publisher = new FolderPublisher(overtaken, new SharedOutputs(store), TimeProvider.System);
        await publisher.PublishAsync(new TaskAssignment(bench.Manifest, 0, 1), Written(), new PublishedFiles(), Nothing, Cancel);
        var list = Assert.IsType<StoredDocument>(await store.GetAsync(bench.KeyOf(List), Cancel));
        Assert.Equal("clipped,tiles\nS2A_20250801.tif,1\nS2B_20250802.tif,2\n", Encoding.UTF8.GetString(list.Content.Span));
    }

    public void Dispose() => _folder.Dispose();

    private static Task<IReadOnlyList<GivenFile>> Nothing(IReadOnlyList<OutputFile> outputs) =>
        Task.FromResult<IReadOnlyList<GivenFile>>([]);

    /// <summary>What a script wrote, the list first.</summary>
    private CollectedFile[] Written() =>
    [
        Write(List, OutputKind.CombinedMetadata, "clipped,tiles\nS2A_20250801.tif,1\n"),
        Write(Scene, OutputKind.Scene, "pixels"),
    ];

    private CollectedFile Write(string path, OutputKind kind, string text)
    {
        var file = new FileInfo(_folder.File(path));
        Directory.CreateDirectory(file.DirectoryName!);
        File.WriteAllText(file.FullName, text);
        file.Refresh();
        return new CollectedFile(path, file.FullName, kind, file.Length, null) { Modified = file.LastWriteTimeUtc };
    }

    /// <summary>A folder in which somebody else writes just before it takes files.</summary>
    private sealed class OvertakenFolder(FileObjectStore folder, Func<Task> other) : IFileTaker
    {
        public async Task TakeAsync(IReadOnlyList<GivenFile> files, CancellationToken cancellationToken)
        {
            await other();
            await folder.TakeAsync(files, cancellationToken);
        }
    }
}
