using System.Runtime.InteropServices;
using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Entrypoint;

/// <summary>Carries out the task that the environment variables name, by the same task runner as everywhere.</summary>
internal static class RunVerb
{
    public static async Task<int> RunAsync()
    {
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }

        try
        {
            return await RunAsync(TaskVariables.Read(Environment.GetEnvironmentVariable), stop.Token);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Stopped;
        }
        catch (Exception fault) when (fault is InvalidDataException or ArgumentException or FileNotFoundException)
        {
            Console.Error.WriteLine(fault.Message);
            return ExitCodes.BadTask;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(fault.Message);
            return ExitCodes.Transient;
        }
    }

    private static async Task<int> RunAsync(TaskVariables variables, CancellationToken stop)
    {
        var store = new FileObjectStore(variables.Store.LocalPath);
        var key = StoreLayout.Manifest(variables.Run);
        var document = await store.GetAsync(key, stop) ?? throw new InvalidDataException($"There is no {key} in {store.Location}.");
        var manifest = Documents.Read(document.Content, ContractJson.Default.RunManifest, RunManifest.CurrentFormat, key).Validated();
        var assignment = new TaskAssignment(manifest, variables.Index, variables.Attempt);
        var options = new TaskRunnerOptions
        {
            ScratchFolder = Path.Combine(variables.Scratch, "tasks"),
            CacheFolder = Path.Combine(variables.Scratch, "cache"),
            Python = await PythonLocator.FindAsync(null, stop),
            Bucket = variables.Store.LocalPath,
        };
        var path = Path.Combine(variables.Scratch, $"{assignment.Mark}.log");
        Directory.CreateDirectory(variables.Scratch);
        TaskResult result;
        using (var log = new AttemptLog(path, TimeProvider.System))
        {
            result = await new TaskRunner(store, options, TimeProvider.System).RunAsync(assignment, new Supervisor(assignment), log, stop);
        }

        await using (var content = File.OpenRead(path))
        {
            await store.PutAsync(StoreLayout.Log(variables.Run, assignment.Task, variables.Attempt), content, CancellationToken.None);
        }

        File.Delete(path);
        Console.WriteLine(result.Reason is null ? $"{result.Outcome}" : $"{result.Outcome}: {result.Reason}");
        return result.ExitCode;
    }
}
