using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;
using System.Text;

namespace GlacierBatch.Host;

/// <summary>Where the engine's streams go: errors to standard error, all else to standard output, as with pwsh.</summary>
internal sealed class ConsoleUserInterface(Terminal terminal, ConsoleQuestions questions) : PSHostUserInterface
{
    // Commands write from threads of their own; a line must not be torn apart by another one.
    private readonly Lock _gate = new();
    private readonly StatusLine _status = new(terminal);

    private StringBuilder? _captured;

    public override PSHostRawUserInterface RawUI { get; } = new ConsoleRawUserInterface(terminal);

    public override bool SupportsVirtualTerminal => terminal is { Output: true, Colour: true };

    public override void Write(string value)
    {
        lock (_gate)
        {
            if (_captured is not null)
            {
                _captured.Append(value);
                return;
            }
            _status.Clear();
            Console.Out.Write(Plain(value, terminal.Output));
        }
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        if (!SupportsVirtualTerminal)
        {
            Write(value);
            return;
        }
        // The background is the terminal's own: the engine names one with every write, and would paint it black.
        var escape = PSStyle.MapForegroundColorToEscapeSequence(foregroundColor);
        Write(escape + value + PSStyle.Instance.Reset);
    }

    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        Write(foregroundColor, backgroundColor, value);
        WriteLine("");
    }

    public override void WriteErrorLine(string value)
    {
        var coloured = terminal is { Error: true, Colour: true };
        var bare = coloured && !value.Contains('\u001b', StringComparison.Ordinal);
        var text = bare ? PSStyle.Instance.Formatting.Error + value + PSStyle.Instance.Reset : value;
        lock (_gate)
        {
            _status.Clear();
            Console.Error.WriteLine(Plain(text, terminal.Error));
        }
    }

    public override void WriteWarningLine(string message) => WriteLine(Styled(PSStyle.Instance.Formatting.Warning, $"WARNING: {message}"));

    public override void WriteVerboseLine(string message) => WriteLine(Styled(PSStyle.Instance.Formatting.Verbose, $"VERBOSE: {message}"));

    public override void WriteDebugLine(string message) => WriteLine(Styled(PSStyle.Instance.Formatting.Debug, $"DEBUG: {message}"));

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        lock (_gate) _status.Show(record);
    }

    /// <summary>What the action would have written to standard output.</summary>
    public string Capture(Action write)
    {
        var text = new StringBuilder();
        lock (_gate) _captured = text;
        write();
        lock (_gate) _captured = null;
        return text.ToString();
    }

    /// <summary>Takes the progress away, for what writes to the terminal past this class.</summary>
    public void ClearStatus()
    {
        lock (_gate) _status.Clear();
    }

    public override string ReadLine()
    {
        ClearStatus();
        return questions.ReadLine();
    }

    public override SecureString ReadLineAsSecureString()
    {
        ClearStatus();
        return questions.ReadSecret();
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        ClearStatus();
        return questions.AskFields(caption, message, descriptions);
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        ClearStatus();
        return questions.AskChoice(caption, message, choices, defaultChoice);
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options)
    {
        ClearStatus();
        return questions.AskCredential(caption, message, userName);
    }

    private string Styled(string style, string text) => SupportsVirtualTerminal ? style + text + PSStyle.Instance.Reset : text;

    // Scripts colour their texts by $PSStyle and by hand; neither belongs in a file.
    private string Plain(string text, bool isTerminal) =>
        isTerminal && terminal.Colour ? text : new StringDecorated(text).ToString(OutputRendering.PlainText);
}
