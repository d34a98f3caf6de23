namespace GlacierBatch.Help.Pages;

/// <summary>A parameter, as its page describes it. The facts stand in a YAML block of PlatyPS's, whose keys are these names.</summary>
public sealed class CommandParameter
{
    /// <summary>The name, without the dash.</summary>
    public string Name { get; set; } = "";

    /// <summary>What it does.</summary>
    public IReadOnlyList<string> Description { get; set; } = [];

    /// <summary>The block as it is written.</summary>
    public string Facts { get; set; } = "";

    /// <summary>The type's full name.</summary>
    public string Type { get; set; } = "";

    /// <summary>What holds where it is not given; empty where nothing does, or something that cannot be written down.</summary>
    public string DefaultValue { get; set; } = "";

    /// <summary>Whether wildcards mean something.</summary>
    public bool SupportsWildcards { get; set; }

    /// <summary>Other names.</summary>
    public List<string> Aliases { get; set; } = [];

    /// <summary>How it is used in each of the parameter sets that have it.</summary>
    public List<ParameterUse> ParameterSets { get; set; } = [];

    /// <summary>Whether it is kept from being shown.</summary>
    public bool DontShow { get; set; }

    /// <summary>All that may be given, where that is a list.</summary>
    public List<string> AcceptedValues { get; set; } = [];

    /// <summary>What is said where a mandatory one is asked for.</summary>
    public string HelpMessage { get; set; } = "";

    /// <summary>The type as it is shown beside the name: without its namespace, and what may be left out by what it is else.</summary>
    public string ShortType
    {
        get
        {
            var start = Type.LastIndexOf('[');
            var inner = Type.StartsWith("System.Nullable", StringComparison.Ordinal) ? Type[(start + 1)..^1] : Type;
            var name = inner[(inner.LastIndexOf('.') + 1)..];
            return name switch
            {
                "String" => "string",
                "String[]" => "string[]",
                "Int32" => "int",
                "Double" => "double",
                "Boolean" => "bool",
                "Hashtable" => "hashtable",
                "Uri" => "uri",
                _ => name,
            };
        }
    }

    /// <summary>Whether it is a switch, which takes no value.</summary>
    public bool IsSwitch => Type.EndsWith(".SwitchParameter", StringComparison.Ordinal);
}

/// <summary>How a parameter is used in a parameter set.</summary>
public sealed class ParameterUse
{
    /// <summary>The parameter set, or (All).</summary>
    public string Name { get; set; } = "";

    /// <summary>The position, from 0, or Named.</summary>
    public string Position { get; set; } = "";

    /// <summary>Whether it must be given.</summary>
    public bool IsRequired { get; set; }

    /// <summary>Whether it takes whole objects of the pipeline.</summary>
    public bool ValueFromPipeline { get; set; }

    /// <summary>Whether it takes a property of the pipeline's objects.</summary>
    public bool ValueFromPipelineByPropertyName { get; set; }

    /// <summary>Whether it takes what no other parameter takes.</summary>
    public bool ValueFromRemainingArguments { get; set; }
}
