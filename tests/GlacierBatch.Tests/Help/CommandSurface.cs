using System.Management.Automation;
using System.Text;
using GlacierBatch.Help.Pages;

namespace GlacierBatch.Tests.Help;

/// <summary>What the engine knows of a command, written as PlatyPS writes it on the command's page.</summary>
internal sealed class CommandSurface
{
    private const int SyntaxWidth = 100;
    private const string CommonParametersMark = "[<CommonParameters>]";

    private static readonly Dictionary<string, string> ShortNames = new()
    {
        ["String"] = "string", ["Int32"] = "int", ["Double"] = "double", ["Hashtable"] = "hashtable", ["Uri"] = "uri",
        ["PSObject"] = "psobject", ["Boolean"] = "bool",
    };

    private static readonly HashSet<string> Common = [.. Cmdlet.CommonParameters];

    private readonly CommandInfo _command;

    public CommandSurface(CommandInfo command) => _command = command;

    /// <summary>The parameters but the common ones, by name.</summary>
    public IEnumerable<ParameterMetadata> Parameters =>
        _command.Parameters.Values.Where(parameter => !Common.Contains(parameter.Name))
            .OrderBy(parameter => parameter.Name, StringComparer.Ordinal);

    /// <summary>How it is typed, one for each parameter set.</summary>
    public IEnumerable<CommandSyntax> Syntax =>
        _command.ParameterSets.Select(set => new CommandSyntax(set.Name, set.IsDefault, Typed(set)));

    /// <summary>The facts of a parameter, with what only its page knows: what holds where it is not given.</summary>
    public static string Facts(ParameterMetadata parameter, string defaultValue)
    {
        var text = new StringBuilder();
        text.Append($"Type: {parameter.ParameterType.FullName()}\n");
        text.Append($"DefaultValue: {Quoted(defaultValue)}\n");
        text.Append($"SupportsWildcards: {Lower(parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any())}\n");
        AppendList(text, "Aliases", parameter.Aliases);
        text.Append("ParameterSets:\n");
        foreach (var (name, set) in parameter.ParameterSets.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            text.Append($"- Name: {(name == ParameterAttribute.AllParameterSets ? "(All)" : name)}\n");
            text.Append($"  Position: {(set.Position == int.MinValue ? "Named" : set.Position)}\n");
            text.Append($"  IsRequired: {Lower(set.IsMandatory)}\n");
            text.Append($"  ValueFromPipeline: {Lower(set.ValueFromPipeline)}\n");
            text.Append($"  ValueFromPipelineByPropertyName: {Lower(set.ValueFromPipelineByPropertyName)}\n");
            text.Append($"  ValueFromRemainingArguments: {Lower(set.ValueFromRemainingArguments)}\n");
        }

        text.Append("DontShow: false\n");
        AppendList(text, "AcceptedValues", AcceptedValues(parameter));
        return text.Append("HelpMessage: ''").ToString();
    }

    /// <summary>All that may be given, where that is a list.</summary>
    private static IReadOnlyList<string> AcceptedValues(ParameterMetadata parameter)
    {
        if (parameter.Attributes.OfType<ValidateSetAttribute>().FirstOrDefault() is { } set) return [.. set.ValidValues];
        var type = parameter.ParameterType.Bare();
        return type.IsEnum ? Enum.GetNames(type) : [];
    }

    private static void AppendList(StringBuilder text, string key, IReadOnlyCollection<string> values)
    {
        text.Append(values.Count == 0 ? $"{key}: []\n" : $"{key}:\n");
        foreach (var value in values) text.Append($"- {value}\n");
    }

    private static string Lower(bool value) => value ? "true" : "false";

    /// <summary>What YAML would take for something else is written in quotes.</summary>
    private static string Quoted(string value) =>
        value.Length == 0 || !char.IsLetter(value[0]) || value.Contains(": ", StringComparison.Ordinal) || value.EndsWith(':')
            ? $"'{value.Replace("'", "''", StringComparison.Ordinal)}'" : value;

    /// <summary>First what has a position, then what must be given, then the rest, each in the engine's order.</summary>
    private string Typed(CommandParameterSetInfo set)
    {
        var own = set.Parameters.Where(parameter => !Common.Contains(parameter.Name)).ToList();
        IEnumerable<CommandParameterInfo> ordered =
        [
            .. own.Where(parameter => parameter.Position >= 0).OrderBy(parameter => parameter.Position),
            .. own.Where(parameter => parameter.Position < 0 && parameter.IsMandatory),
            .. own.Where(parameter => parameter.Position < 0 && !parameter.IsMandatory),
        ];
        var text = new StringBuilder();
        var line = new StringBuilder(_command.Name);
        foreach (var word in ordered.Select(Typed).Append(CommonParametersMark))
        {
            if (line.Length + word.Length + 1 > SyntaxWidth)
            {
                text.Append(line).Append('\n');
                line.Clear();
            }

            line.Append(' ').Append(word);
        }

        return text.Append(line).ToString();
    }

    private static string Typed(CommandParameterInfo parameter)
    {
        var name = $"-{parameter.Name}";
        if (parameter.ParameterType == typeof(SwitchParameter)) return parameter.IsMandatory ? name : $"[{name}]";
        var type = parameter.ParameterType.Bare().Name;
        var value = $"<{ShortNames.GetValueOrDefault(type, type)}{(parameter.ParameterType.IsArray ? "[]" : "")}>";
        var named = parameter.Position >= 0 ? $"[{name}] {value}" : $"{name} {value}";
        return parameter.IsMandatory ? named : $"[{named}]";
    }
}
