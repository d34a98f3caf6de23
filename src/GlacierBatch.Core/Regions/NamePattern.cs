namespace GlacierBatch.Core.Regions;

/// <summary>
/// A name with PowerShell's wildcards: <c>*</c> any text, <c>?</c> one character, <c>[a-z]</c> one of a set, a backtick
/// before a character takes it literally. Matching minds no case, and its time grows with the product of both lengths at most.
/// </summary>
internal sealed class NamePattern
{
    private readonly IReadOnlyList<Element> elements;

    private NamePattern(IReadOnlyList<Element> elements) => this.elements = elements;

    private enum Kind
    {
        Literal,
        AnyText,
        AnyCharacter,
        Set,
    }

    /// <summary>The name itself where the pattern has no wildcard, or null.</summary>
    public string? Literal => elements.All(element => element.Kind == Kind.Literal)
        ? string.Concat(elements.Select(element => element.Character))
        : null;

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <exception cref="GlacierBatchException">InvalidNamePattern: a set without its end, an empty one, or one from z to a.</exception>
    public static NamePattern Parse(string text)
    {
        var elements = new List<Element>();
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (character == '`' && at + 1 < text.Length)
                elements.Add(new Element(Kind.Literal, text[++at], []));
            else if (character == '*')
                elements.Add(new Element(Kind.AnyText, character, []));
            else if (character == '?')
                elements.Add(new Element(Kind.AnyCharacter, character, []));
            else if (character == '[')
                elements.Add(new Element(Kind.Set, character, Set(text, ref at)));
            else
                elements.Add(new Element(Kind.Literal, character, []));
        }

        return new NamePattern(elements);
    }

    /// <summary>The pattern that matches a name and nothing else.</summary>
    public static string Escape(string name) =>
        string.Concat(name.Select(character => character is '*' or '?' or '[' or '`' ? $"`{character}" : character.ToString()));

    /// <summary>Whether the whole name matches.</summary>
    public bool IsMatch(string name)
    {
        int at = 0, element = 0, lastStar = -1, afterStar = 0;
        while (at < name.Length)
        {
            if (element < elements.Count && elements[element].Kind == Kind.AnyText)
            {
                lastStar = element++;
                afterStar = at;
            }
            else if (element < elements.Count && elements[element].Accepts(name[at]))
            {
                element++;
                at++;
            }
            else if (lastStar >= 0)
            {
                // Only the last star can need to take more: what the ones before it took suffices.
                element = lastStar + 1;
                at = ++afterStar;
            }
            else
            {
                return false;
            }
        }

        while (element < elements.Count && elements[element].Kind == Kind.AnyText)
            element++;
        return element == elements.Count;
    }

    /// <summary>Reads a set from its <c>[</c> on; leaves the position at its <c>]</c>.</summary>
    private static List<(char First, char Last)> Set(string text, ref int at)
    {
        var ranges = new List<(char First, char Last)>();
        while (++at < text.Length && text[at] != ']')
        {
            var first = Member(text, ref at);
            var last = first;
            if (at + 2 < text.Length && text[at + 1] == '-' && text[at + 2] != ']')
            {
                at += 2;
                last = Member(text, ref at);
            }

            if (last < first)
                throw Invalid(text, $"the set runs backwards from '{first}' to '{last}'");
            ranges.Add((first, last));
        }

        if (at >= text.Length)
            throw Invalid(text, "a '[' has no ']'");
        return ranges.Count > 0 ? ranges : throw Invalid(text, "the set [] is empty");
    }

    private static char Member(string text, ref int at) => text[at] == '`' && at + 1 < text.Length ? text[++at] : text[at];

    private static GlacierBatchException Invalid(string text, string reason) => new(
        ErrorKind.InvalidArgument, "InvalidNamePattern",
        $"The name '{MessageText.Of(text)}' is no valid wildcard pattern: {MessageText.Of(reason)}.",
        "Use * for any text, ? for one character, [a-z] for one of a set, and a backtick before a character that is meant itself.",
        text);

    private sealed record Element(Kind Kind, char Character, IReadOnlyList<(char First, char Last)> Ranges)
    {
        public bool Accepts(char character) => Kind switch
        {
            Kind.AnyCharacter => true,
            Kind.Literal => char.ToUpperInvariant(character) == char.ToUpperInvariant(Character),
            Kind.Set => Ranges.Any(range => Holds(range, character)
                || Holds(range, char.ToUpperInvariant(character)) || Holds(range, char.ToLowerInvariant(character))),
            _ => false,
        };

        private static bool Holds((char First, char Last) range, char character) => character >= range.First && character <= range.Last;
    }
}
