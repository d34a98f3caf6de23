using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace GlacierBatch.Host;

/// <summary>One session of the engine: imports the module, runs the script, and takes the module away again.</summary>
internal sealed class ScriptRunner : IDisposable
{
    // A module that does not let go must not keep a finished process alive.
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(10);

    private readonly ConsoleHost _host;
    private readonly Runspace _runspace;
    private readonly CancellationToken _stopping;
    private PSModuleInfo? _module;

    private ScriptRunner(ConsoleHost host, Runspace runspace, CancellationToken stopping)
    {
        _host = host;
        _runspace = runspace;
        _stopping = stopping;
    }

    /// <summary>Starts the engine, without a module yet.</summary>
    /// <param name="host">Where its streams go.</param>
    /// <param name="stopping">Stops whatever is running.</param>
    public static ScriptRunner Open(ConsoleHost host, CancellationToken stopping)
    {
        // CreateDefault2 has the engine's own cmdlets only; CreateDefault asks for those that the package lacks.
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry(OutConsoleCommand.Name, typeof(OutConsoleCommand), helpFileName: null));
        if (OperatingSystem.IsWindows()) state.ExecutionPolicy = ExecutionPolicy.Bypass;
        var runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        runspace.Open();
        return new ScriptRunner(host, runspace, stopping);
    }

    /// <summary>Imports a module by its manifest, for all scopes.</summary>
    /// <returns>Whether it is there; if not, the error has been shown.</returns>
    public bool Import(string manifest)
    {
        var import = new Command("Import-Module");
        import.Parameters.Add("Name", manifest);
        import.Parameters.Add("Global");
        import.Parameters.Add("PassThru");
        import.Parameters.Add("ErrorAction", ActionPreference.Stop);
        try
        {
            using var pipeline = Create(import);
            using var registration = _stopping.Register(pipeline.StopAsync);
            var imported = pipeline.Invoke().Select(item => item.BaseObject).OfType<PSModuleInfo>();
            _module = imported.LastOrDefault();
            return true;
        }
        catch (RuntimeException error)
        {
            Report(error);
            return false;
        }
    }

    /// <summary>Runs a script file as `pwsh -File` does: in the global scope, its `exit` being that of the process.</summary>
    /// <returns>The exit code: that of `exit`, 1 after a terminating error, else 0.</returns>
    public int RunFile(string path, IReadOnlyList<string> arguments)
    {
        // As with pwsh, a file with another ending is a script too: it may begin with "#!".
        var isScript = path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase);
        var command = isScript
            ? new Command(path, isScript: false, useLocalScope: false)
            : new Command(File.ReadAllText(path), isScript: true, useLocalScope: false);
        foreach (var parameter in ScriptArguments.Bind(arguments)) command.Parameters.Add(parameter);
        ScriptFileExit.ReachesHost(_runspace);
        using var pipeline = Create(command);
        if (!Run(pipeline)) return ExitCode.Failure;
        return _host.ExitRequested ?? ExitCode.Success;
    }

    /// <summary>Runs a text as `pwsh -Command` does.</summary>
    /// <returns>The exit code: that of `exit`, 1 after a terminating error or when the last statement failed, else 0.</returns>
    public int RunCommand(string text)
    {
        // Only a command of the history changes the $? that the next one sees.
        using var pipeline = _runspace.CreatePipeline(text, addToHistory: true);
        if (!Run(pipeline)) return ExitCode.Failure;
        if (_host.ExitRequested is { } requested) return requested;
        return Succeeded() ? ExitCode.Success : ExitCode.Failure;
    }

    /// <summary>Removes the module, whose OnRemove then runs, and closes the session; both within a bounded time.</summary>
    public void Dispose()
    {
        var closing = Task.Run(() =>
        {
            if (_module is not null) Remove(_module);
            _runspace.Dispose();
        });
        if (!closing.Wait(ClosingTime)) _host.UI.WriteErrorLine("The module did not end in time; the process ends without it.");
    }

    private bool Run(Pipeline pipeline)
    {
        // The formatter renders errors among the output, so that they show where they happened.
        pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.Commands.Add(OutConsole());
        try
        {
            _stopping.ThrowIfCancellationRequested();
            using var registration = _stopping.Register(pipeline.StopAsync);
            pipeline.Invoke();
            return true;
        }
        catch (Exception error) when (error is PipelineStoppedException or OperationCanceledException)
        {
            // The user stopped it and knows; the exit code of the signal says it to everyone else.
            return false;
        }
        catch (Exception error)
        {
            // Whatever came out of the script, and not RuntimeException only: too deep a recursion is a SystemException.
            Report(error);
            return false;
        }
    }

    private bool Succeeded()
    {
        using var pipeline = Create(new Command("$global:?", isScript: true, useLocalScope: false));
        return pipeline.Invoke() is [{ BaseObject: true }];
    }

    private void Report(Exception error)
    {
        if (error is PipelineStoppedException) return;
        var record = (error as IContainsErrorRecord)?.ErrorRecord ?? new ErrorRecord(error, "HostError", ErrorCategory.NotSpecified, null);
        var rendered = _host.Console.Capture(() => Render(record));
        // The view of errors may fail, and then shows nothing; the message is what matters.
        _host.UI.WriteErrorLine(string.IsNullOrWhiteSpace(rendered) ? error.Message : rendered.TrimEnd());
    }

    private void Render(ErrorRecord record)
    {
        try
        {
            using var pipeline = Create(OutConsole());
            pipeline.Input.Write(record);
            pipeline.Input.Close();
            pipeline.Invoke();
        }
        catch (RuntimeException)
        {
            // What it has rendered until then is judged by the caller.
        }
    }

    private void Remove(PSModuleInfo module)
    {
        var remove = new Command("Remove-Module");
        remove.Parameters.Add("ModuleInfo", module);
        remove.Parameters.Add("Force");
        try
        {
            using var pipeline = Create(remove);
            pipeline.Invoke();
        }
        catch (RuntimeException error)
        {
            Report(error);
        }
    }

    private Pipeline Create(params ReadOnlySpan<Command> commands)
    {
        var pipeline = _runspace.CreatePipeline();
        foreach (var command in commands) pipeline.Commands.Add(command);
        return pipeline;
    }

    private static Command OutConsole() => new(OutConsoleCommand.Name, isScript: false, useLocalScope: true);
}
