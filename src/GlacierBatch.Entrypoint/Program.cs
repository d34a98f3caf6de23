using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Entrypoint;

// The container's process: what it does is its one argument, a verb, and what it found is its exit code.
switch (args)
{
    case [] or ["run"]:
        return await RunVerb.RunAsync();
    case ["hello"]:
        return HelloVerb.Run();
    case ["write-test"]:
        return await WriteTestVerb.RunAsync();
    case ["check-stack"]:
        return await CheckStackVerb.RunAsync();
    case ["copy", var from, var to]:
        return await CopyVerb.RunAsync(from, to);
    case ["--version"]:
        Console.WriteLine(RunnerVersion.Current);
        return ExitCodes.Done;
    case ["--help"]:
        Console.WriteLine(HelpText.Text);
        return ExitCodes.Done;
    default:
        Console.Error.WriteLine($"'{string.Join(' ', args)}' is no verb of this program; --help lists them.");
        return ExitCodes.BadTask;
}
