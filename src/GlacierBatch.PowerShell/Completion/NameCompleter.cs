using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace GlacierBatch.PowerShell.Completion;

/// <summary>Completes from a list of names.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    /// <summary>How long somebody who pressed Tab may be kept waiting.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = wordToComplete.Trim('\'', '"');
        try
        {
            return [.. Names(fakeBoundParameters, typed)
                .Where(name => name.Contains(typed, StringComparison.OrdinalIgnoreCase))
                .OrderBy(name => !name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                .Select(name => new CompletionResult(name))];
        }
        catch (Exception fault) when (ErrorRecords.IsOurs(fault) || fault is OperationCanceledException)
        {
            return []; // Pressing Tab is no place for errors; running the command tells them.
        }
    }

    /// <summary>The names that there are.</summary>
    /// <param name="boundParameters">What else is on the command line.</param>
    /// <param name="typed">What has been typed, which each name that is offered has in it.</param>
    protected abstract IEnumerable<string> Names(IDictionary boundParameters, string typed);

    /// <summary>The environment named on the command line, or null.</summary>
    protected static string? EnvironmentOf(IDictionary boundParameters) => boundParameters["Environment"]?.ToString();
}
