using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>A host that notes the questions of <c>-Confirm</c> and gives the same answer to each.</summary>
/// <param name="answer">The label of the answer, such as <c>No</c>.</param>
internal sealed class QuestionHost(string answer) : PSHost
{
    private readonly Answering _ui = new(answer);

    /// <summary>The questions so far.</summary>
    public IReadOnlyList<string> Questions => _ui.Questions;

    public override string Name => "GlacierBatch.Tests";

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override PSHostUserInterface UI => _ui;

    public override void SetShouldExit(int exitCode) => throw new NotSupportedException();

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
        // Nothing is drawn that a child process could draw over.
    }

    public override void NotifyEndApplication()
    {
        // Nothing was changed for it.
    }

    private sealed class Answering(string answer) : PSHostUserInterface
    {
        private readonly List<string> _questions = [];

        public IReadOnlyList<string> Questions => _questions;

        public override PSHostRawUserInterface? RawUI => null;

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            _questions.Add(message);
            return choices.Select(choice => choice.Label.Replace("&", "", StringComparison.Ordinal)).ToList().IndexOf(answer);
        }

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes,
            PSCredentialUIOptions options) => throw new NotSupportedException();

        public override string ReadLine() => throw new NotSupportedException();

        public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();

        public override void Write(string value)
        {
            // The tests read the streams.
        }

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

        public override void WriteLine(string value) => Write(value);

        public override void WriteErrorLine(string value) => Write(value);

        public override void WriteDebugLine(string message) => Write(message);

        public override void WriteVerboseLine(string message) => Write(message);

        public override void WriteWarningLine(string message) => Write(message);

        public override void WriteProgress(long sourceId, ProgressRecord record) => Write(record.Activity);
    }
}
