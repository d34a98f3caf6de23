using System.Text.RegularExpressions;
using System.Xml.Linq;
using GlacierBatch.Help.Pages;

namespace GlacierBatch.Help;

/// <summary>Pages as MAML, the XML in which the engine keeps help.</summary>
internal static partial class Maml
{
    private const string AllSets = "(All)";
    private static readonly XNamespace Root = "http://msh";
    private static readonly XNamespace Text = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>All pages of a help file.</summary>
    public static XDocument Of(IEnumerable<CommandPage> pages) => new(
        new XDeclaration("1.0", "utf-8", null),
        new XElement(Root + "helpItems", new XAttribute("schema", "maml"), pages.Select(Of)));

    private static XElement Of(CommandPage page) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Text), new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", page.Name),
            Paragraphs(Text + "description", [page.Synopsis]),
            new XElement(Command + "verb", page.Name.Split('-')[0]), new XElement(Command + "noun", page.Name.Split('-')[1])),
        Paragraphs(Text + "description", page.Description),
        new XElement(Command + "syntax", page.Syntax.Select(syntax => Syntax(page, syntax))),
        new XElement(
            Command + "parameters", page.Parameters.Select(parameter => Parameter(parameter, parameter.ParameterSets[0], isFull: true))),
        new XElement(Command + "inputTypes", page.Inputs.Select(type => Type(Command + "inputType", type))),
        new XElement(Command + "returnValues", page.Outputs.Select(type => Type(Command + "returnValue", type))),
        page.Notes.Count == 0 ? null : new XElement(Text + "alertSet", Paragraphs(Text + "alert", page.Notes)),
        new XElement(Command + "examples", page.Examples.Select(Example)),
        new XElement(Command + "relatedLinks", page.Links.Select(Link)));

    /// <summary>The parameters in the order in which the syntax names them; what they are is said by themselves.</summary>
    private static XElement Syntax(CommandPage page, CommandSyntax syntax)
    {
        var byName = page.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        var named = NamesInSyntax().Matches(syntax.Text).Select(match => byName.GetValueOrDefault(match.Groups[1].Value))
            .OfType<CommandParameter>();
        return new XElement(
            Command + "syntaxItem",
            new XElement(Text + "name", page.Name),
            named.Select(parameter => Parameter(
                parameter,
                parameter.ParameterSets.Find(use => use.Name == syntax.ParameterSet)
                    ?? parameter.ParameterSets.First(use => use.Name == AllSets),
                isFull: false)));
    }

    private static XElement Parameter(CommandParameter parameter, ParameterUse use, bool isFull) => new(
        Command + "parameter",
        new XAttribute("required", isFull ? parameter.ParameterSets.Exists(each => each.IsRequired) : use.IsRequired),
        new XAttribute("variableLength", parameter.Type.EndsWith("[]", StringComparison.Ordinal)),
        new XAttribute("globbing", parameter.SupportsWildcards),
        new XAttribute("pipelineInput", Pipeline(parameter)),
        new XAttribute("position", use.Position.ToLowerInvariant()),
        new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
        new XElement(Text + "name", parameter.Name),
        isFull ? Paragraphs(Text + "description", parameter.Description) : null,
        parameter.AcceptedValues.Count == 0 || isFull ? null : new XElement(
            Command + "parameterValueGroup", parameter.AcceptedValues.Select(value => Value(value, isRequired: false))),
        parameter.IsSwitch ? null : Value(parameter.ShortType, isRequired: true),
        new XElement(Dev + "type", new XElement(Text + "name", parameter.Type), new XElement(Text + "uri")),
        new XElement(Dev + "defaultValue", parameter.DefaultValue.Length == 0 ? "None" : parameter.DefaultValue));

    private static XElement Value(string text, bool isRequired) => new(
        Command + "parameterValue", new XAttribute("required", isRequired), new XAttribute("variableLength", false), text);

    private static string Pipeline(CommandParameter parameter)
    {
        List<string> ways = [];
        if (parameter.ParameterSets.Exists(use => use.ValueFromPipeline)) ways.Add("ByValue");
        if (parameter.ParameterSets.Exists(use => use.ValueFromPipelineByPropertyName)) ways.Add("ByPropertyName");
        return ways.Count == 0 ? "False" : $"True ({string.Join(", ", ways)})";
    }

    private static XElement Type(XName name, TypeNote type) => new(
        name,
        new XElement(Dev + "type", new XElement(Text + "name", type.TypeName)),
        Paragraphs(Text + "description", type.Description));

    private static XElement Example(CommandExample example) => new(
        Command + "example",
        new XElement(Text + "title", $"--- {example.Title} ---"),
        new XElement(Dev + "code", example.Code),
        // The views set no line between examples.
        Paragraphs(Dev + "remarks", [.. example.Remarks, ""]));

    private static XElement Link(PageLink link) => new(
        Text + "navigationLink",
        new XElement(Text + "linkText", link.Text),
        // A page beside this one is found by its name.
        new XElement(Text + "uri", link.Address.StartsWith("http", StringComparison.Ordinal) ? link.Address : null));

    private static XElement Paragraphs(XName name, IEnumerable<string> paragraphs) =>
        new(name, paragraphs.Select(paragraph => new XElement(Text + "para", paragraph)));

    [GeneratedRegex(@"-(\w+)")]
    private static partial Regex NamesInSyntax();
}
