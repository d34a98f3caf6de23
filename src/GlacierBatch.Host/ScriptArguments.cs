using System.Management.Automation.Runspaces;

namespace GlacierBatch.Host;

/// <summary>Turns the words after the script's name into parameters, as pwsh does for -File.</summary>
internal static class ScriptArguments
{
    /// <summary>
    /// `-Name value` and `-Switch` are left to the engine's binder, which alone knows which parameters are switches.
    /// `-Name:value` is split here, and only there are $true and $false truth values: every other word is text.
    /// </summary>
    public static IEnumerable<CommandParameter> Bind(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word.Length < 2 || word[0] != '-')
            {
                yield return new CommandParameter(null, word);
                continue;
            }
            var colon = word.IndexOf(':');
            if (colon < 0)
                yield return new CommandParameter(word);
            else if (colon < word.Length - 1)
                yield return new CommandParameter(word[..colon], ValueOf(word[(colon + 1)..]));
            else if (i + 1 < words.Count)
                yield return new CommandParameter(word[..colon], words[++i]);
        }
    }

    private static object ValueOf(string text) =>
        bool.TryParse(text.AsSpan(text[0] == '$' ? 1 : 0), out var truth) ? truth : text;
}
