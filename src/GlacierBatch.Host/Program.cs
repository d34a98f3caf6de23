using System.Globalization;
using System.Management.Automation;
using System.Text;
using GlacierBatch.Host;

// The engine reports its use to its makers unless it is told not to, and looks for this before anything else.
Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
if (OperatingSystem.IsWindows()) Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = HostCulture.English;
CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentCulture;

CommandLine commandLine;
try
{
    commandLine = CommandLine.Parse(args);
}
catch (CommandLineException error)
{
    Console.Error.WriteLine(error.Message);
    return ExitCode.Usage;
}
return commandLine.Request switch
{
    Request.ShowVersion => Show(HostText.Version()),
    Request.ShowHelp => Show(HostText.Help),
    _ => Run(commandLine),
};

static int Show(string text)
{
    Console.Out.WriteLine(text);
    return ExitCode.Success;
}

static int Run(CommandLine commandLine)
{
    if (commandLine.WorkingDirectory is { } folder)
    {
        if (!Directory.Exists(folder))
        {
            Console.Error.WriteLine($"There is no folder '{folder}'; check the path given to -WorkingDirectory.");
            return ExitCode.Usage;
        }
        Environment.CurrentDirectory = folder;
    }
    if (ModuleManifest.Find() is not { } manifest)
    {
        Console.Error.WriteLine(ModuleManifest.Missing());
        return ExitCode.Failure;
    }

    var terminal = Terminal.Detect();
    if (terminal is not { Output: true, Colour: true }) PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
    using var interruption = new Interruption();
    var ui = new ConsoleUserInterface(terminal, new ConsoleQuestions(terminal.Input && !commandLine.NonInteractive));
    var exitCode = RunIn(new ConsoleHost(ui), manifest, commandLine, interruption.Token);
    ui.ClearStatus();
    return interruption.ExitCodeOfSignal ?? exitCode;
}

static int RunIn(ConsoleHost host, string manifest, CommandLine commandLine, CancellationToken stopping)
{
    using var runner = ScriptRunner.Open(host, stopping);
    if (!runner.Import(manifest)) return ExitCode.Failure;
    return commandLine.Request == Request.RunFile
        ? runner.RunFile(commandLine.Script, commandLine.Arguments)
        : runner.RunCommand(commandLine.Script);
}
