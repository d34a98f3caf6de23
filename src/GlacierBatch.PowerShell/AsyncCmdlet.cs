using System.Management.Automation;
using System.Management.Automation.Host;
using GlacierBatch.Core;

namespace GlacierBatch.PowerShell;

/// <summary>
/// A cmdlet whose work is asynchronous: it writes from wherever it is, Ctrl-C ends it at its next await, and what goes wrong
/// becomes an error record with an id and what to do.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private const string SessionCredential = "StoredAWSCredentials";

    private readonly CancellationTokenSource _stop = new();
    private PipelinePump? _pump;

    /// <inheritdoc/>
    public void Dispose()
    {
        // Somebody downstream may have had enough (Select-Object -First): what is still under way is not needed.
        _stop.Cancel();
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        // What Set-AWSCredential of AWS.Tools has set for the session.
        ModuleClient.Offer((SessionState.PSVariable.GetValue(SessionCredential) as PSObject)?.BaseObject
            ?? SessionState.PSVariable.GetValue(SessionCredential));
        Run(BeginAsync);
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(ProcessAsync);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Run(EndAsync);

    /// <inheritdoc/>
    protected sealed override void StopProcessing()
    {
        _stop.Cancel();
        if (PartingWord is not { } text) return;
        try
        {
            // The pipeline takes nothing more; the host does, where there is one that somebody reads.
            Host?.UI?.WriteWarningLine(text);
        }
        catch (Exception fault) when (fault is HostException or PSNotSupportedException or PSNotImplementedException)
        {
            // Nobody is there to be told.
        }
    }

    /// <summary>What whoever stops the cmdlet should know, or null.</summary>
    protected virtual string? PartingWord => null;

    /// <summary>Before the first object of the pipeline.</summary>
    protected virtual Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>For each object of the pipeline.</summary>
    protected virtual Task ProcessAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the last object of the pipeline.</summary>
    protected virtual Task EndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Writes an object.</summary>
    protected void Emit(object value) => Post(() => WriteObject(value));

    /// <summary>Tells a decision, for <c>-Verbose</c>.</summary>
    protected void Tell(string text) => Post(() => WriteVerbose(text));

    /// <summary>Warns.</summary>
    protected void Warn(string text) => Post(() => WriteWarning(text));

    /// <summary>Shows progress.</summary>
    protected void Show(ProgressRecord progress) => Post(() => WriteProgress(progress));

    /// <summary>Reports a fault of one object; the others go on.</summary>
    protected void Report(Exception fault, object? target = null)
    {
        var record = ErrorRecords.Create(fault, target);
        Post(() => WriteError(record));
    }

    /// <summary>Whether something may be changed; <c>-WhatIf</c> and <c>-Confirm</c> decide.</summary>
    protected Task<bool> MayAsync(string target, string action)
    {
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                answer.SetResult(ShouldProcess(target, action));
            }
            catch (PSInvalidOperationException fault)
            {
                // pwsh -NonInteractive says only that it cannot prompt.
                answer.SetException(new GlacierBatchException(ErrorKind.InvalidOperation, "NobodyToAsk",
                    $"'{action}' on {target} needs a yes, and this session has nobody to ask.",
                    "Give -Confirm:$false, or -Force where the command has it.", target, fault));
            }
            catch (Exception fault)
            {
                answer.SetException(fault);
            }
        });
        return answer.Task;
    }

    /// <summary>Whether the user asks what would be done, and not that it be done.</summary>
    protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var whatIf)
        ? (SwitchParameter)whatIf
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <summary>A path as the user's current location means it.</summary>
    /// <exception cref="GlacierBatchException">It is none of files: a variable's, a registry key's.</exception>
    protected string Resolve(string path)
    {
        var full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        if (provider.Name == "FileSystem" && !full.Contains('\0')) return full;
        throw new GlacierBatchException(ErrorKind.InvalidArgument, "PathUnusable", $"{MessageText.OfPath(path)} is no place for files.",
            "Give a path of a disk.", path);
    }

    /// <summary>The path of a file that is to be written, whose folder must be there.</summary>
    /// <exception cref="GlacierBatchException">There is no such folder.</exception>
    protected string ResolveNew(string path)
    {
        var full = Resolve(path);
        var folder = Path.GetDirectoryName(full);
        if (string.IsNullOrEmpty(folder) || Directory.Exists(folder)) return full;
        throw new GlacierBatchException(ErrorKind.NotFound, "FolderNotFound", $"There is no folder {MessageText.OfPath(folder)}.",
            "Make it first, or give another -Path.", full);
    }

    private void Post(Action action) => (_pump ?? throw new InvalidOperationException("The cmdlet is not running.")).Post(action);

    private void Run(Func<CancellationToken, Task> work)
    {
        _pump = new PipelinePump();
        try
        {
            _pump.Run(work(_stop.Token), _stop.Token);
            foreach (var text in ModuleClient.TakeWarnings()) WriteWarning(text);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception fault) when (ErrorRecords.IsOurs(fault))
        {
            ThrowTerminatingError(ErrorRecords.Create(fault, null));
        }
    }
}
