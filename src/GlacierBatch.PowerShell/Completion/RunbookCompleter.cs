using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace GlacierBatch.PowerShell.Completion;

/// <summary>
/// Completes the parameters of the runbook's functions by their names: a function cannot name a completer of this assembly, as cmdlets do.
/// </summary>
public sealed class RunbookCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        IArgumentCompleter completer = parameterName switch
        {
            "Environment" => new EnvironmentCompleter(),
            "Region" or "AlsoRegion" => new RegionCompleter(),
            _ => new StepCompleter(),
        };
        return completer.CompleteArgument(commandName, parameterName, wordToComplete, commandAst, fakeBoundParameters);
    }
}
