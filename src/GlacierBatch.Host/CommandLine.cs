namespace GlacierBatch.Host;

/// <summary>What the host is asked to do.</summary>
internal enum Request
{
    RunFile,
    RunCommand,
    ShowVersion,
    ShowHelp,
}

/// <summary>
/// The command line, read as pwsh reads its own: any beginning of an option's name will do, and what is no option is the script.
/// </summary>
/// <param name="Request">What to do.</param>
/// <param name="Script">The script's path, or the text of the command; empty for the version and the help.</param>
/// <param name="Arguments">The script's own arguments.</param>
/// <param name="NonInteractive">Whether asking the user is an error.</param>
/// <param name="WorkingDirectory">The folder to start in; null is the process's own.</param>
internal sealed record CommandLine(
    Request Request, string Script, IReadOnlyList<string> Arguments, bool NonInteractive, string? WorkingDirectory)
{
    private const string NoInput = "The host reads no commands from standard input: put them in a file and give -File its path.";

    private static readonly (string Name, string Shortest, Option Option)[] Options =
    [
        ("version", "v", Option.Version),
        ("help", "h", Option.Help),
        ("?", "?", Option.Help),
        ("noprofile", "nop", Option.Nothing),
        ("nologo", "nol", Option.Nothing),
        ("noninteractive", "noni", Option.NonInteractive),
        ("executionpolicy", "ex", Option.ExecutionPolicy),
        ("ep", "ep", Option.ExecutionPolicy),
        ("workingdirectory", "wo", Option.WorkingDirectory),
        ("wd", "wd", Option.WorkingDirectory),
        ("command", "c", Option.Command),
        ("file", "f", Option.File),
    ];

    private enum Option
    {
        Version,
        Help,
        Nothing,
        NonInteractive,
        ExecutionPolicy,
        WorkingDirectory,
        Command,
        File,
    }

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="CommandLineException">They ask for nothing that the host can do.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var nonInteractive = false;
        string? folder = null;
        for (var i = 0; i < args.Count; i++)
        {
            switch (Find(args[i]))
            {
                case Option.Version: return new(Request.ShowVersion, "", [], nonInteractive, folder);
                case Option.Help: return new(Request.ShowHelp, "", [], nonInteractive, folder);
                case Option.Nothing: break;
                case Option.NonInteractive: nonInteractive = true; break;
                case Option.ExecutionPolicy: _ = ValueAfter(args, i++); break;
                case Option.WorkingDirectory: folder = ValueAfter(args, i++); break;
                case Option.Command: return CommandFrom([.. args.Skip(i + 1)], nonInteractive, folder);
                case Option.File: return FileFrom(ValueAfter(args, i), [.. args.Skip(i + 2)], nonInteractive, folder);
                default:
                    if (args[i].StartsWith('-')) throw new CommandLineException($"The host has no option '{args[i]}'; see -Help.");
                    return FileFrom(args[i], [.. args.Skip(i + 1)], nonInteractive, folder);
            }
        }
        throw new CommandLineException("The host has no prompt: give -File <script> or -Command <text>; see -Help.");
    }

    private static Option? Find(string arg)
    {
        if (!arg.StartsWith('-')) return null;
        var key = arg.StartsWith("--", StringComparison.Ordinal) ? arg[2..] : arg[1..];
        foreach (var (name, shortest, option) in Options)
        {
            var matches = name.StartsWith(key, StringComparison.OrdinalIgnoreCase)
                && key.StartsWith(shortest, StringComparison.OrdinalIgnoreCase);
            if (matches) return option;
        }
        return null;
    }

    private static string ValueAfter(IReadOnlyList<string> args, int index)
    {
        if (index + 1 < args.Count) return args[index + 1];
        throw new CommandLineException($"The option '{args[index]}' needs a value; see -Help.");
    }

    private static CommandLine CommandFrom(string[] words, bool nonInteractive, string? folder)
    {
        if (words.Length == 0) throw new CommandLineException("The option '-Command' needs the text of a command; see -Help.");
        if (words is ["-"]) throw new CommandLineException(NoInput);
        return new(Request.RunCommand, string.Join(' ', words), [], nonInteractive, folder);
    }

    private static CommandLine FileFrom(string script, string[] arguments, bool nonInteractive, string? folder)
    {
        if (script == "-") throw new CommandLineException(NoInput);
        // The script is looked for from where the user stands, whatever -WorkingDirectory says.
        var path = Path.GetFullPath(script);
        if (!File.Exists(path)) throw new CommandLineException($"There is no script '{script}'; check the path given to -File.");
        return new(Request.RunFile, path, arguments, nonInteractive, folder);
    }
}
