using System.Management.Automation;
using System.Management.Automation.Language;
using GlacierBatch.Tests.TestSupport;

namespace GlacierBatch.Tests.Help;

/// <summary>Looks at scripts of the documentation without running them: that they can be read, and name only what there is.</summary>
internal sealed class ScriptCheck
{
    /// <summary>What pwsh has and the bare engine lacks; a mistyped name is none of these.</summary>
    private static readonly HashSet<string> OfPwsh = new(StringComparer.OrdinalIgnoreCase)
    {
        "Select-Object", "Sort-Object", "Group-Object", "Format-List", "Format-Table", "Write-Host", "Add-Type", "Get-Content",
            "Set-Content",
        "Get-ChildItem", "Import-Csv", "Export-Csv", "ConvertTo-Json", "Install-PSResource", "Set-AWSCredential", "Invoke-Pester",
        "Start-ThreadJob", "Get-Process",
    };

    private readonly Dictionary<string, CommandInfo> _commands;

    /// <summary>With the commands that a session has.</summary>
    public ScriptCheck(ModuleSession session) => _commands = session.Run("Get-Command -CommandType Cmdlet, Function, Alias")
        .Select(command => (CommandInfo)command.BaseObject).DistinctBy(command => command.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(command => command.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong with a script, in lines for a person.</summary>
    public IEnumerable<string> Problems(string script)
    {
        var syntax = Parser.ParseInput(script, out _, out var errors);
        foreach (var error in errors) yield return $"{error.Message} ({error.Extent.Text})";
        foreach (var command in syntax.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            if (command.GetCommandName() is not { } name || !IsVerbAndNoun(name) || OfPwsh.Contains(name)) continue;
            if (!_commands.TryGetValue(name, out var known)) yield return $"There is no command {name}.";
            else foreach (var problem in Parameters(command, known)) yield return problem;
        }
    }

    /// <summary>Whether the engine alone has all its commands.</summary>
    public bool RunsHere(string script) => Parser.ParseInput(script, out _, out _)
        .FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>()
        .All(command => command.GetCommandName() is not { } name || _commands.ContainsKey(name));

    private static bool IsVerbAndNoun(string name) => name.Contains('-', StringComparison.Ordinal) && char.IsLetter(name[0]);

    private static IEnumerable<string> Parameters(CommandAst command, CommandInfo known)
    {
        foreach (var parameter in command.CommandElements.OfType<CommandParameterAst>())
        {
            string? problem = null;
            try
            {
                known.ResolveParameter(parameter.ParameterName);
            }
            catch (ParameterBindingException fault)
            {
                problem = $"{known.Name} {parameter.Extent.Text}: {fault.Message}";
            }

            if (problem is not null) yield return problem;
        }
    }
}
