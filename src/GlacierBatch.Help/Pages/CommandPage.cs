namespace GlacierBatch.Help.Pages;

/// <summary>A page about a command. All text is plain: paragraphs, wrapped, without marks.</summary>
public sealed record CommandPage
{
    /// <summary>The command's name.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the file that Get-Help finds it in.</summary>
    public required string HelpFile { get; init; }

    /// <summary>What the page says of itself at its head.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>What the command does, in a sentence.</summary>
    public required string Synopsis { get; init; }

    /// <summary>How it is typed: one for each parameter set.</summary>
    public required IReadOnlyList<CommandSyntax> Syntax { get; init; }

    /// <summary>What it does, in full.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>Examples.</summary>
    public required IReadOnlyList<CommandExample> Examples { get; init; }

    /// <summary>All parameters but the common ones.</summary>
    public required IReadOnlyList<CommandParameter> Parameters { get; init; }

    /// <summary>What the pipeline may bring.</summary>
    public required IReadOnlyList<TypeNote> Inputs { get; init; }

    /// <summary>What it emits.</summary>
    public required IReadOnlyList<TypeNote> Outputs { get; init; }

    /// <summary>What else there is to know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Where to read on.</summary>
    public required IReadOnlyList<PageLink> Links { get; init; }
}

/// <summary>How a command is typed with one of its parameter sets.</summary>
/// <param name="ParameterSet">The parameter set.</param>
/// <param name="IsDefault">Whether it is the one that is taken where several would do.</param>
/// <param name="Text">The line, perhaps wrapped.</param>
public sealed record CommandSyntax(string ParameterSet, bool IsDefault, string Text);

/// <summary>An example.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Code">What to type.</param>
/// <param name="IsOffline">Whether it needs nothing but this machine and some seconds: nothing is said beside "powershell".</param>
/// <param name="Remarks">What it does, and what comes of it.</param>
/// <param name="Line">Where it is on its page, from 1.</param>
public sealed record CommandExample(string Title, string Code, bool IsOffline, IReadOnlyList<string> Remarks, int Line);

/// <summary>What goes into or comes out of a command.</summary>
/// <param name="TypeName">The type's full name.</param>
/// <param name="Description">What it is.</param>
public sealed record TypeNote(string TypeName, IReadOnlyList<string> Description);

/// <summary>A link.</summary>
/// <param name="Text">Where it leads to.</param>
/// <param name="Address">The address, of a page beside this one or of anything else.</param>
public sealed record PageLink(string Text, string Address);
