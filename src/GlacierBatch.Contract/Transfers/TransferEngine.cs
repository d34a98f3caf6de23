using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Contract.Transfers;

/// <summary>
/// Moves files between folders and a store: as many at a time as their bytes fit into memory, large ones in parts, each byte read and
/// hashed once. Nothing counts as done before the store confirmed it or the file has its final name; a process that is killed at any
/// moment leaves neither half an object nor a false file. One engine may be used by many at once, who then share its memory.
/// </summary>
public sealed class TransferEngine
{
    /// <summary>So many files ahead of the first that is unfinished are begun.</summary>
    private const int MaxAhead = 1024;

    private readonly TransferOptions _options;
    private readonly Uploader _uploader;
    private readonly Downloader _downloader;

    /// <summary>An engine for a store; nothing is asked of it before the first transfer.</summary>
    /// <param name="store">The store.</param>
    /// <param name="options">How files are moved; the defaults where none are given.</param>
    public TransferEngine(IObjectStore store, TransferOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _options = options ?? new TransferOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Connections, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.PartBytes, S3StoreSettings.MinPartBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.WholeBytes, _options.PartBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.BytesInFlight, _options.WholeBytes, nameof(options));
        var memory = new ByteBudget(_options.BytesInFlight);
        var pace = new TransferPace(_options.Connections, _options.TimeProvider);
        _uploader = new Uploader(store, _options, memory, pace);
        _downloader = new Downloader(store, _options, memory, pace);
    }

    /// <summary>Sends one file.</summary>
    /// <exception cref="FileChangedException">It changed while it was read; nothing was stored.</exception>
    /// <exception cref="IOException">The file cannot be read, or the store cannot be reached or written; nothing was stored.</exception>
    public Task<Transferred> UploadAsync(FileUpload file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return _uploader.SendAsync(file, progress: null, cancellationToken);
    }

    /// <summary>Sends files. After the first fault no more are begun, and those on their way are given up.</summary>
    /// <param name="files">The files; may be many, and are asked for as they are begun.</param>
    /// <param name="progress">Told of each piece.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was sent, in the order of the files.</returns>
    /// <exception cref="IOException">As for one file; those before it are stored.</exception>
    public async Task<IReadOnlyList<Transferred>> UploadAsync(
        IEnumerable<FileUpload> files, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var counter = new TransferCounter(progress);
        var sent = new List<Transferred>();
        var sending = InOrderAsync(files, (file, stop) => _uploader.SendAsync(file, counter, stop), cancellationToken);
        await foreach (var file in sending) sent.Add(file);
        return sent;
    }

    /// <summary>Fetches one object into a folder, which is made where it is missing.</summary>
    /// <param name="folder">The folder, which may be a link; nothing below it may be one.</param>
    /// <param name="file">The object, and its path in the folder.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArgumentException">The key or the path cannot be used, or leads elsewhere.</exception>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    /// <exception cref="ContentMismatchException">It is not the one that was recorded.</exception>
    /// <exception cref="IOException">The store cannot be reached or read, or the folder cannot be written.</exception>
    public async Task<Transferred> DownloadAsync(string folder, FileDownload file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var target = new TransferFolder(folder, _options.TimeProvider);
        try
        {
            return await _downloader.FetchAsync(target, file, progress: null, cancellationToken);
        }
        finally
        {
            target.RemoveIfEmpty();
        }
    }

    /// <summary>
    /// Fetches objects into a folder. After the first fault no more are begun; what is half there is taken up by the next try.
    /// </summary>
    /// <param name="folder">The folder, which may be a link; nothing below it may be one.</param>
    /// <param name="files">The objects; may be many, and are asked for as they are begun.</param>
    /// <param name="progress">Told of each piece.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The files, in the order in which they were given, each as soon as it and those before it are there.</returns>
    /// <exception cref="IOException">As for one object; the files before it are there.</exception>
    public async IAsyncEnumerable<Transferred> DownloadAsync(
        string folder, IEnumerable<FileDownload> files, IProgress<TransferProgress>? progress = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var counter = new TransferCounter(progress);
        var target = new TransferFolder(folder, _options.TimeProvider);
        try
        {
            var fetched = InOrderAsync(files, (file, stop) => _downloader.FetchAsync(target, file, counter, stop), cancellationToken);
            await foreach (var file in fetched) yield return file;
        }
        finally
        {
            target.RemoveIfEmpty();
        }
    }

    private async IAsyncEnumerable<Transferred> InOrderAsync<TFile>(
        IEnumerable<TFile> files, Func<TFile, CancellationToken, Task<Transferred>> transfer,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var begun = new Queue<Task<Transferred>>();
        Exception? cause = null;
        try
        {
            foreach (var file in files)
            {
                begun.Enqueue(BeginAsync(file));
                while (begun.Count >= MaxAhead || (begun.TryPeek(out var first) && first.IsCompleted))
                    yield return await NextAsync();
            }

            while (begun.Count > 0) yield return await NextAsync();
        }
        finally
        {
            // Also when the caller has had enough: nothing goes on behind its back.
            await failing.CancelAsync();
            await Task.WhenAll(begun).ContinueWith(all => _ = all.Exception, TaskScheduler.Default);
        }

        async Task<Transferred> BeginAsync(TFile file)
        {
            try
            {
                return await transfer(file, failing.Token);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Interlocked.CompareExchange(ref cause, e, null);
                await failing.CancelAsync();
                throw;
            }
        }

        async Task<Transferred> NextAsync()
        {
            try
            {
                return await begun.Dequeue();
            }
            catch (OperationCanceledException) when (cause is not null && !cancellationToken.IsCancellationRequested)
            {
                // Given up because of another one's fault, which is the one to tell.
                ExceptionDispatchInfo.Throw(cause);
                throw;
            }
        }
    }
}
