using System.Text;
using System.Xml;
using GlacierBatch.Help.Pages;

namespace GlacierBatch.Help;

/// <summary>A folder of pages, and the folder that the engine looks for help in.</summary>
public static class HelpFolder
{
    private const string AboutPrefix = "about_";

    /// <summary>The pages about commands, by name.</summary>
    /// <param name="folder">The folder of pages.</param>
    /// <exception cref="PageException">A page is not written as it should be.</exception>
    public static IReadOnlyList<CommandPage> ReadCommands(string folder) =>
        [.. Pages(folder).Where(path => !IsAbout(path) && CommandPageReader.IsCommand(path)).Select(CommandPageReader.Read)];

    /// <summary>The pages about topics, by name.</summary>
    /// <param name="folder">The folder of pages.</param>
    /// <exception cref="PageException">A page is not written as it should be.</exception>
    public static IReadOnlyList<AboutPage> ReadTopics(string folder) => [.. Pages(folder).Where(IsAbout).Select(AboutPage.Read)];

    /// <summary>Writes the help files of all pages: one for each file that the commands' pages name, and one for each topic.</summary>
    /// <param name="from">The folder of pages.</param>
    /// <param name="to">The folder of help files; it is made. Files of pages that are no more are deleted.</param>
    /// <exception cref="PageException">A page is not written as it should be.</exception>
    public static void Write(string from, string to)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in ReadCommands(from).GroupBy(page => page.HelpFile)) files[group.Key] = Text(group);
        foreach (var topic in ReadTopics(from)) files[topic.HelpFile] = topic.ToText();

        Directory.CreateDirectory(to);
        foreach (var old in Directory.EnumerateFiles(to).Where(path => !files.ContainsKey(Path.GetFileName(path)))) File.Delete(old);
        foreach (var (name, text) in files) File.WriteAllText(Path.Combine(to, name), text);
    }

    private static bool IsAbout(string path) => Path.GetFileName(path).StartsWith(AboutPrefix, StringComparison.Ordinal);

    private static IEnumerable<string> Pages(string folder) =>
        Directory.EnumerateFiles(folder, "*.md").Order(StringComparer.Ordinal);

    private static string Text(IEnumerable<CommandPage> pages)
    {
        using var text = new Utf8Text();
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n" };
        using (var writer = XmlWriter.Create(text, settings)) Maml.Of(pages).Save(writer);
        return text.ToString() + "\n";
    }

    /// <summary>Says that it is what it will be written as.</summary>
    private sealed class Utf8Text : StringWriter
    {
        public override Encoding Encoding => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
    }
}
