using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Entrypoint;

switch (args)
{
    case [] or ["run"]:
        return await RunVerb.RunAsync();
    case ["--version"]:
        Console.WriteLine(RunnerVersion.Current);
        return ExitCodes.Done;
    case ["--help"]:
        Console.WriteLine(
            $"""
            Runs one task of a run: glacierbatch-entrypoint [run | --version | --help]

            {TaskVariables.StoreVariable}    where the run lies: file:///folder/
            {TaskVariables.RunVariable}      its name
            {TaskVariables.IndexVariable}    the task's position in it; {TaskVariables.ArrayIndexVariable} beats it
            {TaskVariables.ScratchVariable}  the folder for working files

            Ends with 0 done, 64 bad task, 66 workload missing, 70 the script failed, 75 try again, 124 timed out, 143 stopped.
            """);
        return ExitCodes.Done;
    default:
        Console.Error.WriteLine($"'{string.Join(' ', args)}' is no verb of this program; --help lists them.");
        return ExitCodes.BadTask;
}
